//! Tools that save comments of social networks, and interfaces (HTTP APIs) whose answers are saved as they come, with their
//! names for the fields of a comment: a row a tool.
//!
//! yt-dlp: `_extract_comment` in yt_dlp/extractor/youtube/_video.py; youtube-comment-downloader: downloader.py of
//! release 0.1.84. Apify: the documented output of `apify/facebook-comments-scraper`,
//! `apify/instagram-comment-scraper`, `streamers/youtube-comments-scraper`, `clockworks/tiktok-comments-scraper` and
//! `apidojo/tweet-scraper`; facebook-scraper (PyPI): its README. Apify and facebook-scraper were not compared with a
//! file, nor was exportcomments.com, whose column titles are made for people.
//!
//! Interfaces, by their documentation: WordPress <https://developer.wordpress.org/rest-api/reference/comments/>, Disqus
//! <https://disqus.com/api/docs/posts/list/>, YouTube <https://developers.google.com/youtube/v3/docs/commentThreads>, Reddit
//! <https://www.reddit.com/dev/api#GET_comments_{article}>, Remark42 <https://remark42.com/docs/contributing/api/>.

use super::fields::Names;
use crate::page::Status;

/// The rows, more specific before more general.
pub(super) const ALL: [Names; 19] = [
    Names {
        service: "youtube-comment-downloader",
        site: Some("youtube"),
        marks: &["cid", "text", "author", "votes"],
        id: &["cid"],
        author: &["author"],
        time: &["time", "time_parsed"],
        body: &["text"],
        ..Names::NONE
    },
    Names {
        service: "yt-dlp",
        marks: &["id", "text", "parent", "author_id"],
        id: &["id"],
        parent: &["parent"],
        author: &["author"],
        time: &["_time_text", "timestamp"],
        body: &["text"],
        ..Names::NONE
    },
    Names {
        service: "apify-youtube",
        site: Some("youtube"),
        marks: &["comment", "cid", "author"],
        id: &["cid"],
        parent: &["replyToCid"],
        author: &["author"],
        time: &["publishedTimeText", "publishedAt"],
        body: &["comment"],
        url: &["pageUrl", "videoId"],
        title: &["title"],
        ..Names::NONE
    },
    Names {
        service: "apify-facebook",
        site: Some("facebook"),
        marks: &["facebookUrl", "text"],
        id: &["id", "commentId"],
        parent: &["replyToCommentId", "parentCommentId"],
        author: &["profileName", "authorName"],
        time: &["date", "createdAt"],
        body: &["text"],
        url: &["facebookUrl", "postUrl", "inputUrl"],
        title: &["postTitle"],
        replies: &["replies", "comments"],
        ..Names::NONE
    },
    Names {
        service: "apify-instagram",
        site: Some("instagram"),
        marks: &["ownerUsername", "text"],
        id: &["id"],
        parent: &["parentCommentId", "repliedToCommentId"],
        author: &["ownerUsername", "owner.username"],
        time: &["timestamp"],
        body: &["text"],
        url: &["postUrl"],
        replies: &["replies"],
        ..Names::NONE
    },
    Names {
        service: "apify-tiktok",
        site: Some("tiktok"),
        marks: &["videoWebUrl", "text"],
        id: &["cid"],
        parent: &["repliesToId"],
        author: &["uniqueId"],
        time: &["createTimeISO", "createTime"],
        body: &["text"],
        url: &["videoWebUrl"],
        ..Names::NONE
    },
    Names {
        service: "apify-x",
        site: Some("x"),
        marks: &["author.userName", "conversationId"],
        id: &["id"],
        parent: &["inReplyToId"],
        author: &["author.userName", "author.name"],
        time: &["createdAt"],
        body: &["fullText", "full_text", "text"],
        url: &["conversationId"],
        ..Names::NONE
    },
    Names {
        service: "facebook-scraper",
        site: Some("facebook"),
        marks: &["comment_id", "comment_text"],
        id: &["comment_id"],
        author: &["commenter_name"],
        time: &["comment_time"],
        body: &["comment_text"],
        url: &["post_url"],
        replies: &["replies"],
        ..Names::NONE
    },
    Names {
        service: "graph-api",
        site: Some("facebook"),
        marks: &["created_time", "message"],
        id: &["id"],
        parent: &["parent.id"],
        author: &["from.name"],
        time: &["created_time"],
        body: &["message"],
        replies: &["comments.data"],
        ..Names::NONE
    },
    Names {
        service: "exportcomments",
        marks: &["Comment", "Name"],
        id: &["Comment Id", "Comment ID", "CommentId"],
        parent: &["Reply to", "Parent Id"],
        author: &["Name"],
        time: &["Date", "Time"],
        body: &["Comment"],
        url: &["Post URL", "URL"],
        ..Names::NONE
    },
    Names {
        service: "exportcomments",
        marks: &["name", "message", "date"],
        id: &["id", "comment_id"],
        parent: &["parent_id"],
        author: &["name"],
        time: &["date"],
        body: &["message"],
        url: &["url", "post_url"],
        replies: &["replies"],
        ..Names::NONE
    },
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
