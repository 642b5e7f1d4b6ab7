"""Posts and views as pages to look at."""

from fakes.slack.page import page, view_page
from fakes.slack.samples import (
    actions,
    asked,
    button,
    choice,
    context_actions,
    feedback,
    inline,
    modal,
    option,
    section,
    text_input,
)
from fakes.slack.server import CHANNEL, MEMBER, Ephemeral, Post


def test_draws_what_can_be_pressed() -> None:
    """Buttons with the names that a screen reader reads."""
    row = actions(button("Show", style="primary", accessibility_label="Show passage 1"), choice("overflow", option()))
    shown = page([[row, context_actions(feedback()), {**section("x"), "accessory": button("Beside")}]])
    assert '<button class="primary" aria-label="Show passage 1">Show</button>' in shown
    assert 'aria-label="Not helpful"' in shown
    assert "Beside" in shown


def test_draws_words_without_letting_them_act() -> None:
    """Links to the web, and marks; nothing else is taken for more than words."""
    markdown = {"type": "markdown", "text": "**bold** <script>a</script> [x](javascript:alert)"}
    code = inline(type="text", text="<b>", style={"code": True})
    shown = page([[markdown, section("*bold* <https://a.example|here> &lt;i&gt; <javascript:alert|x>"), code]])
    assert "<strong>bold</strong> &lt;script&gt;" in shown
    assert '<b>bold</b> <a href="https://a.example">here</a> &lt;i&gt;' in shown
    assert "<code>&lt;b&gt;</code>" in shown
    assert 'href="javascript' not in shown


def test_says_who_sees_it() -> None:
    """Only one person, or all."""
    hidden = Ephemeral(CHANNEL, "1.1", "U0SIGNPOST", "psst", bot="B0SIGNPOST", reader=MEMBER)
    assert "Only visible to you" in page([hidden])
    assert "Only visible to you" not in page([Post(CHANNEL, "1.1", MEMBER, "hello")])


def test_draws_views() -> None:
    """A modal as a dialog with its buttons, a Home tab under its tabs."""
    kinds = asked(choice("radio_buttons", option("Wrong"), initial_option=option("Wrong")), optional=True)
    shown = view_page(modal(kinds, asked(text_input(multiline=True, initial_value="so far"), "more")))
    assert '<button class="primary">Send</button></footer></dialog>' in shown
    assert '<input type="radio" checked><span>Wrong</span>' in shown
    assert "(optional)" in shown
    assert ">so far</textarea>" in shown
    assert "<nav><b>Home</b>" in view_page({"type": "home", "blocks": [section("x")]})
