//! An export of Disqus: threads and posts, each in any order.
//!
//! <https://help.disqus.com/en/articles/1717164-comments-export>: threads first, then every post; posts of one thread
//! are anywhere in the file, so all are kept until its end. Not compared with a file of the service.

use super::format::{Format, Start};
use super::{ExportComment, ExportThread, Status};
use std::collections::HashMap;

/// Reader of a Disqus export.
#[derive(Default)]
pub(super) struct Posts {
    threads: Vec<ExportThread>,
    /// Index of each thread by its id.
    indices: HashMap<String, usize>,
    /// Whether the thread itself is in the file, and not only referred to by posts.
    is_there: Vec<bool>,
    thread: ExportThread,
    thread_id: String,
    post: ExportComment,
    /// The thread id of the post that is being read.
    post_thread: String,
    user_name: Option<String>,
    is_spam: bool,
    is_deleted: bool,
}

impl Posts {
    fn index(&mut self, id: String) -> usize {
        let next = self.threads.len();
        let index = *self.indices.entry(id).or_insert(next);
        if index == next {
            self.threads.push(ExportThread { service: "disqus", ..ExportThread::default() });
            self.is_there.push(false);
        }
        index
    }

    fn end_thread(&mut self) {
        let id = std::mem::take(&mut self.thread_id);
        let index = self.index(id);
        let comments = std::mem::take(&mut self.threads[index].comments);
        self.threads[index] = ExportThread { service: "disqus", comments, ..std::mem::take(&mut self.thread) };
        self.is_there[index] = true;
    }

    fn end_post(&mut self) {
        let mut post = std::mem::take(&mut self.post);
        post.author = post.author.or(self.user_name.take());
        post.status = Some(match (self.is_deleted, self.is_spam) {
            (_, true) => Status::Spam,
            (true, _) => Status::Trash,
            _ => Status::Approved,
        });
        (self.is_deleted, self.is_spam, self.user_name) = (false, false, None);
        let id = std::mem::take(&mut self.post_thread);
        let index = self.index(id);
        self.threads[index].comments.push(post);
    }
}

impl Format for Posts {
    fn begin(&mut self, above: &[String], element: &Start) {
        let above = above.last().map(String::as_str).unwrap_or_default();
        // <thread dsq:id> and <parent dsq:id> inside a post are references.
        let Some(id) = element.attribute("dsq:id").map(str::to_string) else { return };
        match (element.name.as_str(), above) {
            ("thread", "disqus") => self.thread_id = id,
            ("thread", "post") => self.post_thread = id,
            ("post", "disqus") => self.post.id = Some(id),
            ("parent", "post") => self.post.parent = Some(id),
            _ => {}
        }
    }

    fn end(&mut self, above: &[String], name: &str, text: String) -> Option<ExportThread> {
        let above = above.last().map(String::as_str).unwrap_or_default();
        let value = || Some(text.clone()).filter(|text| !text.is_empty());
        match (name, above) {
            ("thread", "disqus") => self.end_thread(),
            ("post", "disqus") => self.end_post(),
            ("title", "thread") => self.thread.title = value(),
            ("link", "thread") => self.thread.url = value(),
            ("createdAt", "thread") => self.thread.published = value(),
            ("message", "post") => self.post.body = text,
            ("createdAt", "post") => self.post.time = value(),
            ("isDeleted", "post") => self.is_deleted = text == "true",
            ("isSpam", "post") => self.is_spam = text == "true",
            ("name", "author") => self.post.author = value().or(self.post.author.take()),
            ("username", "author") => self.user_name = value(),
            _ => {}
        }
        None
    }

    fn finish(&mut self) -> Vec<ExportThread> {
        let named: HashMap<usize, String> = self.indices.drain().map(|(id, index)| (index, id)).collect();
        let mut threads = std::mem::take(&mut self.threads);
        for (index, thread) in threads.iter_mut().enumerate().filter(|(index, _)| !self.is_there[*index]) {
            let id = named.get(&index).map(String::as_str).unwrap_or_default();
            thread.warnings.push(format!("the export has comments on thread {id:?}, but not the thread itself"));
        }
        threads.retain(|thread| !thread.comments.is_empty());
        threads
    }
}
