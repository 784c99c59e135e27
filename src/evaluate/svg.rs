//! Plots of a unit square with lines and dots, as SVG that a page's style sheet colours.

use crate::locale::Locale;
use std::fmt::Write as _;

/// A plot of values from 0 to 1 against values from 0 to 1.
#[derive(Debug, Default)]
pub(super) struct Plot {
    pub title: String,
    pub across: String,
    pub up: String,
    pub lines: Vec<Line>,
    /// The value and the name of a vertical line.
    pub mark: Option<(f64, String)>,
    /// Whether the diagonal is drawn, as chance or perfect calibration.
    pub diagonal: bool,
}

/// A text of a plot, whose own direction does not change where it is anchored.
fn isolated(text: &str, locale: Locale) -> String {
    if locale.is_right_to_left() { format!("\u{2067}{text}\u{2069}") } else { text.to_owned() }
}

/// One line of a plot, with the style class that colours it.
#[derive(Debug)]
pub(super) struct Line {
    pub name: String,
    pub class: &'static str,
    pub points: Vec<(f64, f64)>,
    pub dots: bool,
}

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 290.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 34.0;
const SIDE_ACROSS: f64 = 340.0;
const SIDE_UP: f64 = 210.0;

fn x(value: f64) -> f64 {
    LEFT + value.clamp(0.0, 1.0) * SIDE_ACROSS
}

fn y(value: f64) -> f64 {
    TOP + (1.0 - value.clamp(0.0, 1.0)) * SIDE_UP
}

impl Plot {
    /// The plot as an `svg` element, its axes from left to right in any language; points with NaN are left out.
    pub(super) fn svg(&self, locale: Locale) -> String {
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" direction=\"ltr\" aria-label=\"{}\"><text class=\"title\" \
             x=\"{LEFT}\" y=\"14\">{}</text>",
            self.title,
            isolated(&self.title, locale)
        );
        for step in 0..=4 {
            let value = f64::from(step) / 4.0;
            let (across, up) = (x(value), y(value));
            let value = locale.number(value);
            let _ = write!(
                svg,
                "<path class=\"grid\" d=\"M{across:.1} {:.1}V{:.1}M{:.1} {up:.1}H{:.1}\"/><text x=\"{across:.1}\" \
                 y=\"{:.1}\" class=\"middle\">{value}</text><text x=\"{:.1}\" y=\"{:.1}\" class=\"end\">{value}</text>",
                y(0.0),
                y(1.0),
                x(0.0),
                x(1.0),
                y(0.0) + 14.0,
                LEFT - 6.0,
                up + 3.5,
            );
        }
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" class=\"middle\">{}</text><text transform=\"translate(10 {:.1}) rotate(-90)\" \
             class=\"middle\">{}</text>",
            x(0.5),
            y(0.0) + 30.0,
            isolated(&self.across, locale),
            y(0.5),
            isolated(&self.up, locale)
        );
        if self.diagonal {
            let _ = write!(svg, "<path class=\"diagonal\" d=\"M{} {}L{} {}\"/>", x(0.0), y(0.0), x(1.0), y(1.0));
        }
        if let Some((value, name)) = &self.mark {
            let _ = write!(
                svg,
                "<path class=\"mark\" d=\"M{0:.1} {1:.1}V{2:.1}\"/><text x=\"{3:.1}\" y=\"27.5\" class=\"end\">{4}</text>",
                x(*value),
                y(0.0),
                y(1.0),
                x(1.0),
                isolated(&format!("{name} {}", locale.number(format!("{value:.2}"))), locale),
            );
        }
        for line in &self.lines {
            line.draw(&mut svg);
        }
        self.legend(&mut svg, locale);
        svg.push_str("</svg>\n");
        svg
    }

    fn legend(&self, svg: &mut String, locale: Locale) {
        let named: Vec<&Line> = self.lines.iter().filter(|line| !line.name.is_empty()).collect();
        for (index, line) in named.iter().enumerate() {
            let left = LEFT + index as f64 * 88.0;
            let _ = write!(
                svg,
                "<path class=\"line {}\" d=\"M{left:.1} 24h14\"/><text x=\"{:.1}\" y=\"27.5\">{}</text>",
                line.class,
                left + 18.0,
                isolated(&line.name, locale)
            );
        }
    }
}

impl Line {
    fn draw(&self, svg: &mut String) {
        let points: Vec<(f64, f64)> =
            self.points.iter().filter(|(one, other)| !one.is_nan() && !other.is_nan()).copied().collect();
        let mut path = String::new();
        for (index, (across, up)) in points.iter().enumerate() {
            let _ = write!(path, "{}{:.1} {:.1}", if index == 0 { 'M' } else { 'L' }, x(*across), y(*up));
        }
        let _ = write!(svg, "<path class=\"line {}\" d=\"{path}\"/>", self.class);
        for (across, up) in points.iter().filter(|_| self.dots) {
            let _ =
                write!(svg, "<circle class=\"{}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\"/>", self.class, x(*across), y(*up));
        }
    }
}

/// A bar as wide as its share, between 0 and 1.
pub(super) fn bar(share: f64, class: &str) -> String {
    let width = 100.0 * share.clamp(0.0, 1.0);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect \
         class=\"ground\" width=\"100\" height=\"10\"/><rect class=\"{class}\" width=\"{width:.1}\" height=\"10\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_drawn_in_the_unit_square_and_those_with_nan_are_left_out() {
        let points = vec![(0.0, 0.0), (0.5, f64::NAN), (1.0, 1.0), (2.0, -1.0)];
        let lines = vec![Line { name: "one".into(), class: "a", points, dots: true }];
        let plot = Plot { title: "t".into(), lines, ..Plot::default() };
        let svg = plot.svg(Locale::default());
        assert!(svg.contains("d=\"M46.0 244.0L386.0 34.0L386.0 244.0\""), "{svg}");
        assert!(!svg.contains("NaN"));
        assert_eq!(svg.matches("<circle").count(), 3);
    }
}
