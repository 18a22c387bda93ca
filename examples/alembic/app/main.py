"""The service. It reads and writes; it never migrates."""

import os
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.models import Order, User

app = FastAPI(title="shop")
engine = create_engine(os.environ["SQLALCHEMY_URL"], pool_pre_ping=True)


def session():
    with Session(engine) as open_session:
        yield open_session


Database = Annotated[Session, Depends(session)]


class NewOrder(BaseModel):
    email: str
    total: Decimal


@app.post("/orders", status_code=201)
def create_order(new: NewOrder, database: Database) -> dict[str, UUID]:
    user = database.scalar(select(User).where(User.email == new.email))
    if user is None:
        user = User(email=new.email)
        database.add(user)
        database.flush()
    order = Order(user_id=user.id, total=new.total)
    database.add(order)
    database.commit()
    return {"id": order.id}


@app.get("/orders/{order_id}")
def read_order(order_id: UUID, database: Database) -> dict[str, str]:
    order = database.get(Order, order_id)
    if order is None:
        raise HTTPException(status_code=404)
    return {"status": order.status, "total": str(order.total)}
