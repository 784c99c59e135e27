//! What texts say, before any clock.

use super::{check, said, told};
use crate::time::{read_in_time_place, read_line};

#[test]
fn durations_say_their_units() {
    check(&[
        ("4 دقائق", "PT4M none"),
        ("منذ 9 سنوات 2 شهر", "P9Y2M past"),
        ("·منذ 6 سنوات 10 أشهر", "P6Y10M past"),
        ("منذ 13 سنة شهرين", "P13Y2M past"),
        ("قبل سنة وشهر و 3 أيام", "P1Y1M3D past"),
        ("بعد أسبوعين، 6 أيام", "P2W6D future"),
        ("6 أسبوع ﻭ 4 أيام, و 11 ساعة", "P6W4DT11H none"),
        ("11 دقائق", "PT11M none"),
        ("2 يومين", "P2D none"),
        ("يومين اثنين", "P2D none"),
        ("شهر واحد", "P1M none"),
        ("زوز سوايع", "PT2H none"),
        ("٣ أرباع سنة", "P9M none"),
        ("عقدين", "P20Y none"),
        ("3 قرون", "P300Y none"),
        ("منذ ألفية", "P1000Y past"),
        ("قبل 0 ثانية", "PT0S past"),
        ("منذ 4 سنوات 0 شهر", "P4Y past"),
        ("أيام 6 تقريبا", "P6D none about"),
        ("دقائق7أقل من ", "PT7M none less_than"),
    ]);
}

#[test]
fn numbers_come_in_digits_of_three_kinds_and_in_words() {
    check(&[
        ("منذ ٣۴5 يوما", "P345D past"),
        ("قبل ١٬٢٣٤ يوما", "P1234D past"),
        ("قبل 12.000 ثانية", "PT12000S past"),
        ("قبل 10 000 ثانية", "PT10000S past"),
        ("١٫٢٥ ساعة", "PT1H15M none"),
        ("0,5 يوم", "PT12H none"),
        ("أربعة أشهر", "P4M none"),
        ("ثلاث عشرة سنة", "P13Y none"),
        ("اثنتي عشرة ساعة", "PT12H none"),
        ("سبعة وتسعين يوما", "P97D none"),
        ("مئة وخمسة أعوام", "P105Y none"),
        ("ثلاثمئة وخمسة وستين يوما", "P365D none"),
        ("ثلاثة آلاف ومئتي سنة", "P3200Y none"),
        ("3 آلاف سنة", "P3000Y none"),
        ("حداشر يوم", "P11D none"),
        ("خمستاشر دقيقة", "PT15M none"),
        ("منذ 99999999999999999999999 سنة", "- past"),
    ]);
}

#[test]
fn fractions_are_carried_down() {
    check(&[
        ("سنتين ونصف", "P2Y6M none"),
        ("نصف دقيقة", "PT30S none"),
        ("1.5 ساعة", "PT1H30M none"),
        ("2½ ساعة", "PT2H30M none"),
        ("ساعة وربع", "PT1H15M none"),
        ("ساعة إلا ربع", "PT45M none"),
        ("ساعتين إلا خمس دقائق", "PT1H55M none"),
        ("3 ساعات ونصف الساعة", "PT3H30M none"),
        ("ثلث ساعة", "PT20M none"),
        ("3/4 ساعة", "PT45M none"),
        ("ثلاثة أرباع الساعة", "PT45M none"),
        ("3 أرباع ساعة", "PT45M none"),
        ("شهر ونصف", "P1M15D none"),
        ("أسبوع ونصف", "P1W3DT12H none"),
        ("عقد ونصف", "P15Y none"),
        ("ربع قرن", "P25Y none"),
        ("ربع سنة", "P3M none"),
        ("3 ملي ثانية", "PT0.003S none"),
    ]);
}

#[test]
fn directions_and_qualifiers_stand_before_and_behind() {
    check(&[
        ("خلال 4 أيام", "P4D future"),
        ("في خلال أقل من 20 ثانية", "PT20S future less_than"),
        ("في غضون يومين من الآن", "P2D future"),
        ("مِنَ الْآن 7 أَشْهُر", "P7M future"),
        ("منذ ساعة من الآن", "PT1H future"),
        ("قبل ساعة من الآن", "PT1H past"),
        ("5 سنوات مضت", "P5Y past"),
        ("من 5 سنوات مضت", "P5Y past"),
        ("مضى عامان", "P2Y past"),
        ("عندو نهارين", "P2D past"),
        ("هادي 3 سنين", "P3Y past"),
        ("كمان ساعتين", "PT2H future"),
        ("منذ أكثر من عام", "P1Y past over"),
        ("أكثر من عام مضى", "P1Y past over"),
        ("حوالي قبل شهر", "P1M past about"),
        ("منذ ما يقارب الشهر", "P1M past almost"),
        ("قرابة الساعتين", "PT2H none almost"),
        ("زهاء 30 عاما", "P30Y none about"),
        ("20 سنة ونيف", "P20Y none over"),
        ("20 سنة و نيف", "P20Y none over"),
        ("قبل يومين فقط", "P2D past"),
    ]);
}

#[test]
fn vague_times_say_no_more_than_they_know() {
    check(&[
        ("منذ لحظات", "PT0S past"),
        ("لحظة", "PT0S none"),
        ("منذ ثوان", "PT0S past"),
        ("بعد قليل", "PT0S future"),
        ("قبل شوي", "PT0S past"),
        ("منذ بضعة أيام", "- past"),
        ("قبل كم يوم", "- past"),
        ("منذ أشهر", "- past"),
        ("منذ زمن بعيد", "- past"),
        ("الآن", "PT0S now"),
        ("الآن فقط", "PT0S now"),
        ("دلوقتي", "PT0S now"),
    ]);
}

#[test]
fn named_times_carry_their_span() {
    check(&[
        ("أمس", "P1D past"),
        ("امبارح", "P1D past"),
        ("أول من أمس", "P2D past"),
        ("قبل الأمس", "P2D past"),
        ("اليوم", "P0D now"),
        ("غدًا", "P1D future"),
        ("بعد غد", "P2D future"),
        ("أمس الساعة 9:16 م", "P1D past"),
        ("اليوم 10:30", "P0D now"),
        ("الأسبوع الماضي", "P1W past"),
        ("خلال الشهر المقبل", "P1M future"),
        ("السنة قبل الماضية", "P2Y past"),
        ("هذه السنة", "P0Y now"),
        ("هالأسبوع", "P0W now"),
        ("الربع القادم", "P3M future"),
        ("الساعة الحالية", "PT0H now"),
        ("الخميس الماضي", "- past"),
        ("آخر الخميس عند الساعة 21:16", "- past"),
    ]);
}

#[test]
fn disguises_labels_and_marks_are_no_hindrance() {
    check(&[
        ("\u{200f}مُنـــذُ\u{a0}٣\u{a0}أَشْهُرٍ\u{200e}", "P3M past"),
        ("(ﻣﻨﺬ ﺷﻬﺮﻳﻦ)", "P2M past"),
        ("• منذ 4 ساعات •", "PT4H past"),
        ("منذ 4ساعات (تم التعديل)", "PT4H past"),
        ("نُشر منذ 4 ساعات · رد · أعجبني", "PT4H past"),
        ("آخر تحديث: قبل ساعة", "PT1H past"),
        ("🕒 منذ (5) دقائق", "PT5M past"),
        ("منذ شهر!", "P1M past"),
        ("منذ\u{200b}شهر", "P1M past"),
        ("منذ 3 أيام · 5 ردود", "P3D past"),
        ("3 أيام · الرد (2)", "P3D none"),
        ("قبل سنه و 3 اشهر", "P1Y3M past"),
        ("حوالى ۲ ساعت", "no time"),
    ]);
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "",
        " ",
        "·",
        "2",
        "٣",
        "(2)",
        "د",
        "بعد",
        "قبل",
        "منذ",
        "منذ أن عرفته",
        "قبل فوات الأوان",
        "شهر العسل",
        "ساعة الصفر",
        "عام جديد سعيد",
        "ألف ليلة وليلة",
        "في 4 مدن",
        "بعد 3 مباريات",
        "7 سنوات سجنا",
        "قبل كل يوم",
        "يوم القيامة",
        "من الآن",
        "من الآن فصاعدا",
        "بعد الآن",
        "قبل اليوم",
        "في اليوم",
        "بعد يومين من المباراة",
        "3 أيام 3 أيام",
        "منذ 3",
        "سنوات",
        "أيام",
        "الآن عرفت",
        "شهر رمضان",
        "صباح الخير",
        "مساء",
        "في المساء",
        "مارس",
        "ناصر",
        "منذ بعد شهر",
        "شهر 5",
        "واحد",
        "كم",
        "31 شباط 2016",
        "45/13/2016",
        "1.2.3.4",
        "الربع",
        "نصف",
        "م",
        "99:99",
        "رد",
        "تم التعديل",
    ] {
        assert_eq!(said(text), "no time", "{text}");
    }
}

#[test]
fn one_letter_units_need_a_number_and_a_place() {
    check(&[("15 د", "PT15M none"), ("2س و5د", "PT2H5M none"), ("شهر و2 أ", "P1M2W none"), ("س", "no time")]);
    assert_eq!(read_line("15 د"), None);
    assert_eq!(told(read_line("منذ شهر")), "P1M past");
    assert_eq!(told(read_in_time_place("15 د")), "PT15M past");
    assert_eq!(told(read_in_time_place("3 أشهر")), "P3M past");
    assert_eq!(told(read_in_time_place("بعد شهر")), "P1M future");
}
