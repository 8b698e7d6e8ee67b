# What every shop has of its own, here in memory: the guide's server in Python imports it.
import os
from threading import Lock

FIRST = int(os.environ["FIRST_ORDER"])
ORDERS = [
    {"id": str(FIRST), "payer": "minsu", "amount": 1990, "currency": "USD", "sessions": []},
    {"id": str(FIRST + 1), "payer": "jane", "amount": 19900, "currency": "KRW", "sessions": []},
]
fulfilled = set()
lock = Lock()


def logged_in_payer(headers):
    cookie = headers.get("Cookie") or ""
    return next((order["payer"] for order in ORDERS if cookie == f"payer={order['payer']}"), None)


def open_order_of(payer):
    return next(order for order in ORDERS if order["payer"] == payer)


def order_of_session(session_id):
    return next((order for order in ORDERS if any(one["id"] == session_id for one in order["sessions"])), None)


def add_session(order, session):
    with lock:
        if all(one["id"] != session["id"] for one in order["sessions"]):
            order["sessions"].append(session)


def fulfil(order):
    with lock:
        is_new = order["id"] not in fulfilled
        fulfilled.add(order["id"])
    if is_new:
        print(f"Fulfilled {order['id']}", flush=True)
