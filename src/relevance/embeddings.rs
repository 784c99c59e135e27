//! Word embeddings: a vector of [`DIMENSIONS`] for each word, near those of words that occur in the same comments.
//!
//! Naive-Bayes relevance needs the pointwise mutual information of pairs of words, but most pairs are too rare to be
//! counted. So the matrix of positive values is reduced to its [`DIMENSIONS`] strongest directions (Levy and Goldberg
//! 2014) by orthogonal iteration, with sums in a fixed order, so that the result is reproducible.

use super::DIMENSIONS;

/// Rounds of the iteration, more than the strongest directions need to converge.
const ROUNDS: usize = 30;

/// A unit vector for each of `words` words, from documents that list each of their words once, by index.
pub(super) fn train(documents: &[Vec<u32>], words: usize) -> Vec<[f64; DIMENSIONS]> {
    let rows = mutual_information(documents, words);
    // Any start will do that prefers no word and no direction.
    let mut vectors: Vec<[f64; DIMENSIONS]> = (0..words)
        .map(|word| {
            std::array::from_fn(|direction| {
                let mixed = crate::text::mix((word * DIMENSIONS + direction + 1) as u64);
                (mixed >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
            })
        })
        .collect();
    for _ in 0..ROUNDS {
        let mut next = vec![[0.0; DIMENSIONS]; words];
        for (next, row) in next.iter_mut().zip(&rows) {
            for (other, weight) in row {
                for (sum, value) in next.iter_mut().zip(&vectors[*other as usize]) {
                    *sum += weight * value;
                }
            }
        }
        vectors = next;
        make_orthogonal(&mut vectors);
    }
    for vector in &mut vectors {
        let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|value| *value /= length);
        }
    }
    vectors
}

/// The positive pointwise mutual information of words: for each word the others that co-occur with it more often than
/// by chance, and the logarithm of the ratio. A comment of *n* words counts 1/*n* for each pair, so that long ones do
/// not outweigh short ones.
fn mutual_information(documents: &[Vec<u32>], words: usize) -> Vec<Vec<(u32, f64)>> {
    let mut documents_of: Vec<Vec<u32>> = vec![Vec::new(); words];
    for (document, its_words) in documents.iter().enumerate() {
        its_words.iter().for_each(|word| documents_of[*word as usize].push(document as u32));
    }
    let mut masses = vec![0.0; words];
    let mut rows: Vec<Vec<(u32, f64)>> = Vec::with_capacity(words);
    for (word, documents_of_word) in documents_of.iter().enumerate() {
        masses.fill(0.0);
        for document in documents_of_word {
            let its_words = &documents[*document as usize];
            its_words.iter().for_each(|other| masses[*other as usize] += 1.0 / its_words.len() as f64);
        }
        masses[word] = 0.0;
        let row = masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0);
        rows.push(row.map(|(other, mass)| (other as u32, *mass)).collect());
    }
    let sums: Vec<f64> = rows.iter().map(|row| row.iter().map(|(_, mass)| mass).sum()).collect();
    let all: f64 = sums.iter().sum();
    for (row, sum) in rows.iter_mut().zip(&sums) {
        row.retain_mut(|(other, mass)| {
            *mass = (*mass * all / (sum * sums[*other as usize])).ln();
            *mass > 0.0
        });
    }
    rows
}

/// Makes the columns orthogonal and of length one, in their order (Gram and Schmidt).
fn make_orthogonal(vectors: &mut [[f64; DIMENSIONS]]) {
    for column in 0..DIMENSIONS {
        for earlier in 0..column {
            let shared: f64 = vectors.iter().map(|vector| vector[column] * vector[earlier]).sum();
            vectors.iter_mut().for_each(|vector| vector[column] -= shared * vector[earlier]);
        }
        let length = vectors.iter().map(|vector| vector[column] * vector[column]).sum::<f64>().sqrt();
        if length > 0.0 {
            vectors.iter_mut().for_each(|vector| vector[column] /= length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_subject_are_nearer_than_words_of_two() {
        // Words 0 to 39 are of one subject and 40 to 79 of another; 80 to 99 occur in every kind of comment.
        let documents: Vec<Vec<u32>> = (0..2000_u64)
            .map(|number| {
                let pick = |step: u64, most: u64| (crate::text::mix(number * 16 + step) % most) as u32;
                let subject = (number % 2) as u32 * 40;
                let mut words: Vec<u32> =
                    (0..6).map(|step| subject + pick(step, 40)).chain((6..9).map(|step| 80 + pick(step, 20))).collect();
                words.sort_unstable();
                words.dedup();
                words
            })
            .collect();
        let vectors = train(&documents, 100);
        let near = |one: usize, other: usize| vectors[one].iter().zip(&vectors[other]).map(|(a, b)| a * b).sum::<f64>();
        let mean =
            |other: std::ops::Range<usize>| other.clone().map(|other| near(3, other)).sum::<f64>() / other.len() as f64;
        assert!(mean(4..40) > mean(40..80) + 0.05, "{} {}", mean(4..40), mean(40..80));
    }
}
