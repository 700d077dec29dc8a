"""Small fakes that several tests share."""

from dataclasses import dataclass, field


@dataclass
class FakeLog:
    """Keeps what was logged."""

    lines: list[str] = field(default_factory=list)

    def info(self, text: str) -> None:
        self.lines.append(f"info {text}")

    def warn(self, text: str) -> None:
        self.lines.append(f"warn {text}")

    def error(self, text: str) -> None:
        self.lines.append(f"error {text}")
