"""Predictions for notebooks."""

from html import escape as escape_html

from ._texts import whole

# A word of less weight is not coloured: 0.7 in log-odds doubles the odds.
MUCH = 0.7


def of_prediction(prediction):
    """The text, right to left, with the words that decided, and the scores."""
    # A missing text may also be NaN.
    if not isinstance(prediction.text, str):
        return "<i>no text</i>"
    labels = {one["label"]: one for one in prediction.explain()["labels"]}
    if not labels:
        return f'<div dir="auto">{escape(prediction.text)}</div><small>not in Arabic, so not judged</small>'
    first = next((flag for flag in prediction.flags if flag in labels), "hostile" if "hostile" in labels else next(iter(labels)))
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{one['score']:.4f}</td><td dir=\"auto\">{_words(one['words'])}</td></tr>"
        for name, one in labels.items()
    )
    flags = ", ".join(prediction.flags) or "no flag"
    return (
        f'<div dir="rtl" style="text-align: right">{_marked(prediction.text, labels[first]["words"])}</div>'
        f"<b>{escape(flags)}</b><table>{rows}</table>"
    )


def escape(text):
    """A text as HTML has it, which has to have UTF-8."""
    return escape_html(whole(text))


def _words(words):
    """The three words of most weight."""
    return " · ".join(f"{escape(word.get('read') or word['text'])} {word['weight']:+.2f}" for word in words[:3])


def _marked(text, words):
    """The text with its words of much weight coloured: red for the label, green against it."""
    parts, at = [], 0
    for word in sorted((word for word in words if abs(word["weight"]) >= MUCH), key=lambda word: word["start"]):
        if word["start"] < at:
            continue
        colour = "#f8c8c8" if word["weight"] > 0 else "#c8f0c8"
        parts.append(escape(text[at : word["start"]]))
        marked = escape(text[word["start"] : word["end"]])
        parts.append(f'<mark style="background: {colour}" title="{word["weight"]:+.2f}">{marked}</mark>')
        at = word["end"]
    parts.append(escape(text[at:]))
    return "".join(parts).replace("\n", "<br>")
