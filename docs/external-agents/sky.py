"""Looks at the sky: an agent of Guichê that is a program of its own. Python 3, nothing to install.

    GUICHE_URL=http://127.0.0.1:3000 SKY_TOKEN=... python3 docs/external-agents/sky.py
"""
import contextlib, json, os, random, sys, threading, time, urllib.error, urllib.request

TASKS = os.environ.get("GUICHE_URL", "http://127.0.0.1:3000") + "/api/v1/agents/sky/tasks/"
TOKEN = os.environ["SKY_TOKEN"]
SKIES = {"Vila Esperança": "clear", "Porto Novo": "cloudy"}
SENTENCES = {"clear": "Hoje faz sol em {}.", "cloudy": "Hoje o céu está nublado em {}."}


class Superseded(Exception):
    """Nobody waits for this task any more, or another works on it."""


def call(path, **body):
    """One call, made again while the house is away; what it answers, or None."""
    request = urllib.request.Request(TASKS + path, json.dumps(body).encode(), method="POST")
    request.add_header("Authorization", "Bearer " + TOKEN)
    request.add_header("Content-Type", "application/json")
    pause = 0.5
    while True:
        try:
            with urllib.request.urlopen(request, timeout=40) as response:
                return json.loads(response.read() or "null")
        except urllib.error.HTTPError as error:
            if error.code == 409:
                raise Superseded from error
            if error.code < 500 and error.code != 429:
                raise RuntimeError(f"{error.code} {error.read().decode()}") from error
        except (OSError, ValueError):  # not there, cut off, or too late
            pass
        print("the house does not answer", file=sys.stderr)
        time.sleep(pause * random.uniform(0.5, 1))
        pause = min(pause * 2, 30)


def hold(task, stop):
    """Keeps the task ours from the first seconds on, and says when it is not: called off, the house answers at once."""
    try:
        while not stop.is_set():
            call(task["taskId"] + "/renew", lease=task["lease"], waitMs=10_000)
    except (Superseded, RuntimeError):
        stop.set()


def look(place, stop, show):
    """The slow work. A sky that is not in the list takes long to make out, and is not."""
    show(f"Olhando o céu de {place}…")
    for _ in range(1 if place in SKIES else 100):
        if stop.wait(0.1):
            raise Superseded
    return SKIES.get(place)


def work(task):
    own, place, stop = task["taskId"], task["input"]["place"], threading.Event()
    print("working on", own, flush=True)
    threading.Thread(target=hold, args=(task, stop), daemon=True).start()
    try:
        sky = look(place, stop, lambda text: call(own + "/partial", lease=task["lease"], text=text))
        answer = {"status": "unanswered", "output": {"sky": None}, "explanation": {"place": place}}
        if sky:
            activity = {"type": "message", "text": SENTENCES[sky].format(place)}
            answer.update(status="answered", activity=activity, output={"sky": sky})
        call(own + "/answer", lease=task["lease"], answer=answer)
    except Superseded:
        print("superseded", own, flush=True)
    except Exception as error:
        call(own + "/fail", lease=task["lease"], error=repr(error)[:1000], again=True)
    finally:
        stop.set()


while True:
    if task := call("next", waitMs=25_000):
        with contextlib.suppress(Superseded):  # lost while we gave it up
            work(task)
