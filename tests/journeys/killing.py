"""Edits at full speed in a tab that is killed in the middle, and what is there afterwards."""

import random
import re
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, expect

from tests.journeys.studio import TIMEOUT

# One step after the other: each sets the description to its number, and says so when it is done.
_EDIT = """
() => {
  const { store } = window.__test
  let number = Number(store.get().doc.description || 0)
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    const before = store.get().doc.description
    const after = String(++number)
    store.run({ name: 'change_job', object: 'description', key: '',
      changes: [{ kind: 'set', list: 'job', id: '', path: ['description'], before, after }] })
    console.debug(`edit ${number}`)
    if (number % PAUSE === 0) setTimeout(() => channel.port2.postMessage(0), 2)
    else channel.port2.postMessage(0)
  }
  channel.port2.postMessage(0)
}
"""
_STEPS = """
() => window.__test.store.get().history.past.slice(-500).map((step) => step.command.changes[0].after)
"""


class EditedJob:
    """A job in a browser that is not treated well."""

    def __init__(self, context: BrowserContext, address: str, seed: int = 0) -> None:
        self.context = context
        self.address = address
        self.random = random.Random(seed)
        self.reported = 0

    def open(self) -> Page:
        """A new tab; lost changes are restored."""
        page = self.context.new_page()
        page.goto(self.address)
        restore = page.get_by_test_id("recovery-restore")
        canvas = page.locator(".react-flow__pane")
        expect(canvas).to_be_visible(timeout=3 * TIMEOUT)
        if restore.is_visible():
            restore.click()
            expect(restore).to_be_hidden()
            expect(canvas).to_be_visible(timeout=3 * TIMEOUT)
        return page

    def edit(self, page: Page, pause: int = 8) -> None:
        """Edits go on in the page until it dies."""

        def hear(message: ConsoleMessage) -> None:
            if found := re.fullmatch(r"edit (\d+)", message.text):
                self.reported = int(found[1])

        page.on("console", hear)
        page.evaluate(_EDIT.replace("PAUSE", str(pause)))
        page.wait_for_timeout(self.random.uniform(20, 900))

    def crash(self, page: Page) -> None:
        """Kill the process of the page; nothing in it gets a chance to say good-bye."""
        with suppress(Error):
            page.goto("chrome://crash", timeout=5000)
        page.close()

    def check(self, page: Page) -> int:
        """At most one edit is missing, and the steps are those that were made, in their order."""
        document: Any = page.evaluate("window.__test.doc()")
        number = int(document["description"] or 0)
        assert number >= self.reported - 1, f"{self.reported - number} edits are lost"
        steps = page.evaluate(_STEPS)
        assert steps == [str(n) for n in range(number - len(steps) + 1, number + 1)]
        assert len(steps) == min(number, 500)
        expect(page.get_by_test_id("notice-conflict")).to_be_hidden()
        self.reported = number
        return number
