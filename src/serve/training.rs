//! How far the training in the background is.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The training that goes on, or the last.
#[derive(Debug, Default)]
pub(super) struct Training(Mutex<Stage>);

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Stage {
    /// None was begun.
    #[default]
    Idle,
    /// So many of so many steps are done.
    Running { done: usize, of: usize },
    /// It gave this version.
    Done(i64),
    /// It failed; the reason is told.
    Failed(String),
}

impl Training {
    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub(super) fn stage(&self) -> Stage {
        self.lock().clone()
    }

    pub(super) fn set(&self, stage: Stage) {
        *self.lock() = stage;
    }

    /// Begins one of so many steps; `false` where one goes on.
    pub(super) fn begin(&self, steps: usize) -> bool {
        let mut stage = self.lock();
        let is_free = !matches!(*stage, Stage::Running { .. });
        if is_free {
            *stage = Stage::Running { done: 0, of: steps };
        }
        is_free
    }
}
