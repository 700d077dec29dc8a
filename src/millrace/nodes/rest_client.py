"""A call of an HTTP address."""

import json
import re
from typing import Literal

from millrace.sdk import (
    ElError,
    HttpAnswer,
    NodeContext,
    NodeFailure,
    NodeType,
    Outcome,
    Properties,
    choice,
    code,
    follow_path,
    key_values,
    number,
    parse_json,
    text,
)

_STATUS_RANGE = re.compile(r"([1-5][0-9]{2})(?:\s*-\s*([1-5][0-9]{2}))?")
_SHOWN = 500


class RestClientProperties(Properties):
    """What to call, and when the answer is a good one."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = choice(
        "Method", "The HTTP method.", default="GET"
    )
    url: str = text("Address", "Where to call, beginning with http:// or https://.", min_length=1)
    headers: dict[str, str] = key_values(
        "Headers", "Headers to send, such as Content-Type: application/json."
    )
    body: str = code(
        "json",
        "Body",
        "What to send. Empty: nothing.",
        default="",
        show_when={"method": ["POST", "PUT", "PATCH", "DELETE"]},
    )
    expect_status: str = text(
        "Good status",
        "Status codes that mean success: single ones and ranges, separated by commas, such as 200-299, 304.",
        el=False,
        default="200-299",
        pattern=r"^\s*[1-5][0-9]{2}(\s*-\s*[1-5][0-9]{2})?(\s*,\s*[1-5][0-9]{2}(\s*-\s*[1-5][0-9]{2})?)*\s*$",
    )
    success_path: str = text(
        "Success path",
        "A path into the JSON answer, such as result.state or data[0].ok. Empty: the status alone decides.",
        el=False,
        default="",
    )
    success_value: str = text(
        "Success value",
        "The values at the success path that mean success, separated by commas. Empty: any value but none.",
        default="",
    )
    transfer_parameters: dict[str, str] = key_values(
        "Parameters from the answer",
        "Name and path into the JSON answer: nodes after this one see the value as ${name}. Names must be "
        "unique in the job.",
        el=False,
    )
    timeout_seconds: float = number(
        "Time limit (s)",
        "How long the whole call may take.",
        default=60.0,
        section="advanced",
        gt=0,
        le=3600,
    )


class RestClient(NodeType):
    """Calls an address; the body of the answer is the output (R150), parts of it become parameters (R139)."""

    name = "rest_client"
    group = "compute"
    label = "REST client"
    icon = "rest_client"
    help = (
        "Calls an HTTP address and checks the answer. The body is the node's output, at most 1,000,000 "
        "characters. Redirects are followed on the same host only; some addresses are not allowed."
    )
    properties = RestClientProperties
    aliases = ("RESTAPI",)
    summary_fields = ("method", "url")

    async def run(self, properties: RestClientProperties, context: NodeContext) -> Outcome:
        """Call once. Raises NodeFailure: rest_failed, value_not_found, and those of the HTTP capability."""
        answer = await context.http(
            properties.method,
            properties.url,
            headers=properties.headers,
            body=properties.body or None,
            timeout_seconds=properties.timeout_seconds,
        )
        context.log.info(f"{properties.method} {properties.url}: status {answer.status}")
        if answer.truncated:
            context.log.warn("The answer was longer than 1,000,000 characters and has been cut.")
        data = {"status": answer.status, "body": answer.body[:_SHOWN]}
        outcome = Outcome(output=answer.body, running_data={"status": answer.status})
        problem = _problem(properties, answer)
        if problem:
            raise NodeFailure("rest_failed", problem, outcome=outcome, data=data)
        values = {
            name: _value_at(answer, name, path) for name, path in properties.transfer_parameters.items()
        }
        return Outcome(output=answer.body, values=values, running_data={"status": answer.status})


def _problem(properties: RestClientProperties, answer: HttpAnswer) -> str | None:
    """Why the answer is not a good one."""
    shown = f" Answer: {answer.body[:_SHOWN]}" if answer.body else ""
    if not is_expected(answer.status, properties.expect_status):
        return f"The status is {answer.status}, expected {properties.expect_status}.{shown}"
    if not properties.success_path.strip():
        return None
    try:
        found = follow_path(parse_json(answer.body), properties.success_path)
    except ElError as error:
        return f"The answer cannot be checked: {error}.{shown}"
    wanted = [value.strip() for value in properties.success_value.split(",") if value.strip()]
    if (not wanted and found is not None) or (found is not None and _as_text(found) in wanted):
        return None
    expected = " or ".join(wanted) or "any value"
    return f"{properties.success_path} is {_as_text(found)}, expected {expected}.{shown}"


def is_expected(status: int, ranges: str) -> bool:
    """Whether a status is in ranges such as `200-299, 304`."""
    return any(int(low) <= status <= int(high or low) for low, high in _STATUS_RANGE.findall(ranges))


def _value_at(answer: HttpAnswer, name: str, path: str) -> str:
    try:
        found = follow_path(parse_json(answer.body), path)
    except ElError as error:
        raise NodeFailure(
            "value_not_found", f"The parameter {name} cannot be read from the answer: {error}."
        ) from None
    if found is None:
        raise NodeFailure(
            "value_not_found", f"The answer has nothing at {path!r}, from where the parameter {name} is read."
        )
    return _as_text(found)


def _as_text(value: object) -> str:
    """A text as it is, everything else as compact JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
