#!/bin/bash
# Signs Windows programs in place, where CERTIFICATE (PKCS #12, base64) and PASSWORD are set.
# TIMESTAMP is the authority that says when; set to nothing, nobody does.
set -euo pipefail
if [ -z "${CERTIFICATE:-}" ]; then
  echo "No certificate: left unsigned: $*"
  exit 0
fi
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
(umask 077 && base64 -d <<<"$CERTIFICATE" >"$room/certificate.p12" && printf %s "$PASSWORD" >"$room/password")
stamp=(-ts "${TIMESTAMP-http://timestamp.digicert.com}")
[ -n "${stamp[1]}" ] || stamp=()
for program in "$@"; do
  osslsigncode sign -pkcs12 "$room/certificate.p12" -readpass "$room/password" \
    -n "Seedream Desktop" -h sha256 "${stamp[@]}" \
    -in "$program" -out "$room/signed.exe"
  mv "$room/signed.exe" "$program"
done
