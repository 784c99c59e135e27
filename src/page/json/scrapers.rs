//! Tools that save comments of social networks, and their names for the fields of a comment: a row a tool.
//!
//! yt-dlp: `_extract_comment` in yt_dlp/extractor/youtube/_video.py; youtube-comment-downloader: downloader.py of
//! release 0.1.84. Apify: the documented output of `apify/facebook-comments-scraper`,
//! `apify/instagram-comment-scraper`, `streamers/youtube-comments-scraper`, `clockworks/tiktok-comments-scraper` and
//! `apidojo/tweet-scraper`; facebook-scraper (PyPI): its README. Apify and facebook-scraper were not compared with a
//! file, nor was exportcomments.com, whose column titles are made for people.

use super::fields::Names;

/// The rows, more specific before more general.
pub(super) static ALL: &[Names] = &[
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
];
