from collections.abc import AsyncIterator

import pytest

from tests.worker.house import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A server and an agent that run in this process."""
    async with open_house() as opened:
        await opened.start_agent()
        yield opened


@pytest.fixture
async def bare_house() -> AsyncIterator[House]:
    """A server alone."""
    async with open_house() as opened:
        yield opened
