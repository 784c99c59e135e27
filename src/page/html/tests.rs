use super::*;

fn text(html: &str) -> String {
    Tree::parse(html).root().text()
}

fn names(html: &str, selector: &str) -> Vec<String> {
    let (tree, selector) = (Tree::parse(html), Selector::new(selector));
    tree.all(&selector).into_iter().map(|element| element.line()).collect()
}

#[test]
fn text_is_what_a_reader_sees() {
    assert_eq!(text("<p>واحد  اثنان\nثلاثة<p>أربعة<br>خمسة<br><br>ستة"), "واحد اثنان ثلاثة\n\nأربعة\nخمسة\n\nستة");
    assert_eq!(text("<div>أ<div>ب</div>ت</div>"), "أ\nب\nت");
    assert_eq!(text("أ<b>ب</b> <i> ت</i>"), "أب ت");
    assert_eq!(text("<ul><li>أ<li>ب</ul>"), "أ\nب");
    assert_eq!(text("أ<script>ب</script><style>ت</style><noscript>ث</noscript>ج"), "أ\nج");
    assert_eq!(text("أ<span hidden>ب</span><span style='display:none'>ت</span>"), "أ");
    assert_eq!(text("<body><form><p>أ</p><form>ب</form></form></body>"), "أ");
    assert_eq!(text("&amp;lt; &#1593;&nbsp;&quot;"), "&lt; ع \"");
    assert_eq!(text("مرحبا <img alt='😂' src=x> <img alt='صورة'>"), "مرحبا 😂");
}

#[test]
fn end_tags_that_are_missing_crossed_or_stray_do_not_move_blocks() {
    assert_eq!(names("<ul><li>أ<ul><li>ب</ul><li>ت</ul>", "li"), ["أ ب", "ب", "ت"]);
    assert_eq!(names("<div id=x><b>أ<div>ب</b>ت</div>ث</div>ج", "#x"), ["أ ب ت ث".replace("ب ت", "بت")]);
    assert_eq!(names("<dl><dt>أ<dd>ب<dt>ت<dd>ث</dl>", "dd"), ["ب", "ث"]);
    assert_eq!(names("<table><tr><td>أ</div><td>ب<tr><td>ت</table>", "td"), ["أ", "ب", "ت"]);
    assert_eq!(names("<p>أ</p></p></div><p>ب", "p"), ["أ", "ب"]);
    assert_eq!(names("<ul><li id=x>أ<footer><menu><li>ب</menu></footer><ul><li>ت</ul></ul>", "#x"), ["أ ب ت"]);
}

#[test]
fn selectors_know_names_classes_ids_attributes_and_paths() {
    let html = "<ol class='list a'><li id=c1 class=comment>أ<ol class=children><li class='comment reply'>ب</ol></ol>\
        <div itemprop='text body'>ت</div><div itemtype='https://schema.org/Comment'>ث</div>";
    for (selector, expected) in [
        ("li.comment", vec!["أ ب", "ب"]),
        ("#c1", vec!["أ ب"]),
        (".comment.reply", vec!["ب"]),
        (".children > li", vec!["ب"]),
        ("ol.a > .children", vec![]),
        ("ol.a .children", vec!["ب"]),
        ("[itemprop=text]", vec!["ت"]),
        ("[itemtype*=Comment]", vec!["ث"]),
        ("[id^=c]", vec!["أ ب"]),
        (".children, #c1", vec!["أ ب", "ب"]),
        ("", vec![]),
    ] {
        assert_eq!(names(html, selector), expected, "{selector}");
    }
}

#[test]
fn elements_know_what_stands_around_them() {
    let tree = Tree::parse("<div><p>أ</p>text<p>ب</p><span>ت</span></div><p>ث</p>");
    let first = tree.first(&Selector::new("p")).unwrap();
    assert_eq!(first.following().map(Element::line).collect::<Vec<_>>(), ["ب", "ت"]);
    assert_eq!(first.parent().unwrap().children().count(), 3);
    assert!(first.parent().unwrap().holds(first));
}

#[test]
fn hostile_nesting_attributes_and_tags_cost_no_more_than_their_length() {
    for html in [
        "<div>".repeat(200_000),
        "<b><a>".repeat(100_000),
        "</div></x>".repeat(200_000),
        format!("<div {}>x", "a=b ".repeat(200_000)),
        format!("<div {}>x", (0..100_000).map(|n| format!("a{n} ")).collect::<String>()),
        "<table><tr><td>".repeat(50_000),
        "<p>".repeat(200_000),
        format!("<div class='{}'>", "a ".repeat(1_000_000)),
        "<".repeat(500_000),
        "&".repeat(500_000),
        "<!--".repeat(200_000),
        "<div attribute=\"without end".repeat(50_000),
    ] {
        let tree = Tree::parse(&html);
        assert!(tree.root().text().len() <= html.len());
    }
    assert_eq!(Tree::parse(&"<div>".repeat(1000)).warnings().len(), 1);
}
