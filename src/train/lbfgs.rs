//! L-BFGS: minimises a smooth convex function of many variables (Nocedal, "Updating quasi-Newton matrices with limited
//! storage", 1980), with a line search that halves a step until the function falls (Armijo).
//!
//! Our own, since the crates for it bring more than it is long: argmin a random generator and `paste`, which nobody
//! maintains.

use std::collections::VecDeque;

/// How many steps the curvature is estimated from.
const MEMORY: usize = 7;
/// The share of the expected fall that is enough (Nocedal and Wright, "Numerical Optimization", 3.1).
const ENOUGH: f64 = 1e-4;

/// A step, the change of the gradient along it, and the inverse of their product.
struct Curvature {
    step: Vec<f64>,
    change: Vec<f64>,
    inverse: f64,
}

/// The point after at most `steps` steps from zero. `evaluate` returns the value at a point, and writes the gradient there.
pub(super) fn minimise(size: usize, steps: usize, mut evaluate: impl FnMut(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let (mut point, mut gradient) = (vec![0.0; size], vec![0.0; size]);
    let mut value = evaluate(&point, &mut gradient);
    let mut curvatures: VecDeque<Curvature> = VecDeque::new();
    let (mut next, mut next_gradient) = (vec![0.0; size], vec![0.0; size]);
    for _ in 0..steps {
        let direction = direction(&gradient, &curvatures);
        let slope = dot(&direction, &gradient);
        // The first direction has the length of the gradient, which says nothing of how far to go.
        let mut share = if curvatures.is_empty() { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let fallen = loop {
            for ((next, at), along) in next.iter_mut().zip(&point).zip(&direction) {
                *next = at + share * along;
            }
            let next_value = evaluate(&next, &mut next_gradient);
            if next_value <= value + ENOUGH * share * slope {
                break Some(next_value);
            }
            share /= 2.0;
            if share < 1e-9 {
                break None;
            }
        };
        let Some(next_value) = fallen.filter(|_| slope < 0.0) else { break };
        let step = difference(&next, &point);
        let change = difference(&next_gradient, &gradient);
        let inverse = 1.0 / dot(&step, &change);
        if inverse.is_finite() && inverse > 0.0 {
            curvatures.push_back(Curvature { step, change, inverse });
            if curvatures.len() > MEMORY {
                curvatures.pop_front();
            }
        }
        std::mem::swap(&mut point, &mut next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        value = next_value;
    }
    point
}

/// The direction of a step: minus the gradient times the estimated inverse of the Hessian, by the two-loop recursion.
fn direction(gradient: &[f64], curvatures: &VecDeque<Curvature>) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|value| -value).collect();
    let mut factors = Vec::with_capacity(curvatures.len());
    for Curvature { step, change, inverse } in curvatures.iter().rev() {
        let factor = inverse * dot(step, &direction);
        add(&mut direction, -factor, change);
        factors.push(factor);
    }
    if let Some(Curvature { change, inverse, .. }) = curvatures.back() {
        let scale = 1.0 / (inverse * dot(change, change));
        direction.iter_mut().for_each(|value| *value *= scale);
    }
    for (Curvature { step, change, inverse }, factor) in curvatures.iter().zip(factors.iter().rev()) {
        let back = inverse * dot(change, &direction);
        add(&mut direction, factor - back, step);
    }
    direction
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn difference(one: &[f64], other: &[f64]) -> Vec<f64> {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

fn add(sum: &mut [f64], factor: f64, more: &[f64]) {
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += factor * more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minimum_of_a_bowl_of_many_widths_is_found() {
        // Σ width · (x - at)² / 2, with widths of 1 to 1,000.
        let size = 20;
        let width = |index: usize| 1000_f64.powf(index as f64 / (size - 1) as f64);
        let found = minimise(size, 400, |point, gradient| {
            let mut value = 0.0;
            for (index, at) in point.iter().enumerate() {
                let off = at - index as f64;
                gradient[index] = width(index) * off;
                value += width(index) * off * off / 2.0;
            }
            value
        });
        for (index, found) in found.iter().enumerate() {
            assert!((found - index as f64).abs() < 1e-4, "{index}: {found}");
        }
    }

    #[test]
    fn where_nothing_falls_it_stays_at_zero() {
        let flat = |_: &[f64], gradient: &mut [f64]| {
            gradient.fill(0.0);
            1.0
        };
        assert_eq!(minimise(3, 10, flat), [0.0; 3]);
    }
}
