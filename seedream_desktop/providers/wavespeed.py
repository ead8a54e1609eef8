"""WaveSpeedAI: wire to domain and back."""
