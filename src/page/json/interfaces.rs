//! Interfaces (HTTP APIs) of comment systems, whose answers are saved as they come, and their names for the fields of a comment:
//! a row a form of a comment.
//!
//! By their documentation: WordPress <https://developer.wordpress.org/rest-api/reference/comments/>, Disqus
//! <https://disqus.com/api/docs/posts/list/>, YouTube <https://developers.google.com/youtube/v3/docs/commentThreads>, Reddit
//! <https://www.reddit.com/dev/api#GET_comments_{article}>, Remark42 <https://remark42.com/docs/contributing/api/>. An answer of
//! a WordPress site and one of Reddit were read as well.

use super::fields::Names;
use crate::page::Status;

/// The rows, more specific before more general.
pub(super) static ALL: &[Names] = &[
    Names {
        service: "wordpress-api",
        marks: &["author_name", "content.rendered"],
        id: &["id"],
        parent: &["parent"],
        author: &["author_name"],
        time: &["date"],
        utc: &["date_gmt"],
        body: &["content.rendered"],
        url: &["link"],
        statuses: &[
            ("status", "hold", Status::Pending),
            ("status", "spam", Status::Spam),
            ("status", "trash", Status::Trash),
            ("status", "post-trashed", Status::Trash),
        ],
        kind: &["type"],
        is_html: true,
        ..Names::NONE
    },
    YOUTUBE,
    Names { marks: &["snippet.textDisplay", "snippet.authorDisplayName"], ..YOUTUBE },
    Names {
        service: "disqus-api",
        site: Some("disqus"),
        marks: &["message", "createdAt", "author.name", "thread"],
        id: &["id"],
        parent: &["parent"],
        author: &["author.name"],
        time: &["createdAt"],
        utc: &["createdAt"],
        body: &["message"],
        url: &["thread.link", "thread"],
        title: &["thread.clean_title", "thread.title"],
        statuses: &[
            ("isDeleted", "true", Status::Trash),
            ("isSpam", "true", Status::Spam),
            ("isApproved", "false", Status::Pending),
        ],
        is_html: true,
        ..Names::NONE
    },
    REDDIT,
    Names { marks: &["kind", "data.body", "data.author"], ..REDDIT },
    Names {
        service: "remark42",
        marks: &["locator.url", "pid", "text"],
        id: &["id"],
        parent: &["pid"],
        author: &["user.name"],
        time: &["time"],
        body: &["text"],
        url: &["locator.url"],
        title: &["title"],
        statuses: &[("delete", "true", Status::Trash)],
        is_html: true,
        ..Names::NONE
    },
    // An element of `comments` in the form of a tree.
    Names {
        service: "remark42",
        marks: &["comment.locator.url", "comment.text"],
        id: &["comment.id"],
        parent: &["comment.pid"],
        author: &["comment.user.name"],
        time: &["comment.time"],
        body: &["comment.text"],
        url: &["comment.locator.url"],
        title: &["comment.title"],
        replies: &["replies"],
        statuses: &[("comment.delete", "true", Status::Trash)],
        is_html: true,
        ..Names::NONE
    },
];

/// An item of `commentThreads`, whose replies are items of `comments`.
const YOUTUBE: Names = Names {
    service: "youtube-api",
    site: Some("youtube"),
    marks: &["snippet.topLevelComment.snippet.textDisplay"],
    id: &["id"],
    parent: &["snippet.parentId"],
    author: &["snippet.topLevelComment.snippet.authorDisplayName", "snippet.authorDisplayName"],
    time: &["snippet.topLevelComment.snippet.publishedAt", "snippet.publishedAt"],
    body: &["snippet.topLevelComment.snippet.textDisplay", "snippet.textDisplay"],
    url: &["snippet.videoId"],
    replies: &["replies.comments"],
    statuses: &[
        ("snippet.topLevelComment.snippet.moderationStatus", "heldForReview", Status::Pending),
        ("snippet.topLevelComment.snippet.moderationStatus", "likelySpam", Status::Spam),
        ("snippet.topLevelComment.snippet.moderationStatus", "rejected", Status::Trash),
        ("snippet.moderationStatus", "heldForReview", Status::Pending),
        ("snippet.moderationStatus", "likelySpam", Status::Spam),
        ("snippet.moderationStatus", "rejected", Status::Trash),
    ],
    is_html: true,
    ..Names::NONE
};

/// A listing, whose elements are the article or its comments; the replies to a comment are a listing again.
const REDDIT: Names = Names {
    service: "reddit-api",
    site: Some("reddit"),
    marks: &["kind", "data.children"],
    id: &["data.name"],
    parent: &["data.parent_id"],
    author: &["data.author"],
    time: &["data.created_utc"],
    // With `<`, `>` and `&` as entities.
    body: &["data.body"],
    is_html: true,
    url: &["data.link_permalink"],
    title: &["data.link_title"],
    replies: &["data.children", "data.replies.data.children"],
    ..Names::NONE
};
