from app.store.migrate import migrate, pending
from app.store.engine import opened


async def test_migrate(empty_database_url):
    async with opened(empty_database_url) as engine:
        assert len(await pending(engine)) == 2
        assert len(await migrate(engine)) == 2
        assert await migrate(engine) == []
        assert await pending(engine) == []


async def test_db(database):
    pass
