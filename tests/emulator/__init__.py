"""Emulated services: strict, on real sockets, with a till; what they share, and how one is made.

Here is the ground; a package for each service (wavespeed is the model) holds what is its own:

catalogue.py   its models with prices and limits, from the sheet.
world.py       World (SCENARIOS, VOICE, how long files are kept), Settings if it has more, and its
               Voice: how refusals are worded. Voice.error() is all that a Voice must have.
scenarios.py   SCENARIOS = TO_ALL (| JOBS where a job outlives its reply, | STREAMS where replies
               stream) | its own | free_call("balance") | …; names of the ground are never reused
               for something else, so that one fault matrix serves all.
submission.py  its Counter: checked() reads the order into a Wish or raises Mistake; answer() words
               the reply. A synchronous service awaits finished() in answer() and then gives
               gallery.address() or gallery.enclosed() of each output, or its doom's refusal; one
               with jobs answers at once. `produce()` lowers job.price_micros where what was given
               is billed and not what was asked for.
emulator.py    SERVICE = Service(…), and the two classes of two lines each: <Id>Emulator(Emulator)
               in a thread, <Id>Process(EmulatorProcess). Routes are wrapped in keyed().
__main__.py    serve(<Id>Emulator), so that python -m tests.emulator.<id> runs it for a person.
control.py     only if a test has more to order or to ask than Control offers.
customer.py    a Shopper that buys without any policy, for the emulator's own tests.

Every emulator, started with `with` or start()/stop(), shows: key, url, urls, environment (what the
program under test is told by), play(scenario, **options), control (the rest of Control),
billed_micros, sales, violations (keys sent astray, traps called: tests judge these) and faults
(its own bugs: raised at the end of the block).
"""
