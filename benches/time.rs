//! Strings a second on one core: `cargo bench --bench time`.

use divan::counter::ItemsCount;
use mushrif::time::{Clock, Rounding, TimeRecord, may_be_time, read};

fn main() {
    divan::main();
}

/// Strings as sites print them: each number and unit, in the commonest styles.
fn strings() -> Vec<String> {
    let units = [
        ("ثانية", "ثوان"),
        ("دقيقة", "دقائق"),
        ("ساعة", "ساعات"),
        ("يوما", "أيام"),
        ("شهرا", "أشهر"),
        ("سنة", "سنوات"),
    ];
    let mut strings = Vec::new();
    for number in 3..60 {
        for (index, (one, some)) in units.into_iter().enumerate() {
            let unit = if number > 10 { one } else { some };
            let smaller = units[(index + 5) % 6].1;
            strings.push(format!("منذ {number} {unit}"));
            strings.push(format!("قبل {number} {unit} و 5 {smaller}"));
            strings.push(format!("·منذ {number} {unit} 7 {smaller}"));
            strings.push(format!("حوالي {number}\u{a0}{unit} مضت"));
            strings.push(format!("الخميس {} يوليو 2016 - 9:{number:02} م", number.min(31)));
        }
    }
    strings
}

/// Lines of an article, which are no times.
const LINES: [&str; 4] = [
    "قال المتحدث باسم الوزارة إن العمل في المشروع سيبدأ قريبا",
    "وأضاف أن التكلفة لم تحدد بعد، وأن اللجنة تجتمع كل شهر",
    "في السياق ذاته، رأى خبراء أن القرار جاء متأخرا",
    "15 قتيلا في حادث على الطريق الصحراوي",
];

#[divan::bench]
fn reading(bencher: divan::Bencher) {
    let strings = strings();
    bencher
        .counter(ItemsCount::new(strings.len()))
        .bench(|| strings.iter().filter(|text| read(divan::black_box(text)).is_some()).count());
}

#[divan::bench]
fn reading_and_resolving_to_json(bencher: divan::Bencher) {
    let strings = strings();
    let clock: Clock = "2024-05-15T10:30".parse().expect("a clock");
    bencher.counter(ItemsCount::new(strings.len())).bench(|| {
        let mut out = Vec::with_capacity(1 << 20);
        for text in &strings {
            let record = TimeRecord::read(text, Some(&clock), None, Rounding::Unknown);
            serde_json::to_writer(&mut out, &record).expect("to memory");
        }
        out
    });
}

#[divan::bench]
fn testing_lines_that_are_no_times(bencher: divan::Bencher) {
    bencher
        .counter(ItemsCount::new(LINES.len()))
        .bench(|| LINES.iter().filter(|line| may_be_time(divan::black_box(line)) && read(line).is_some()).count());
}
