filedesc://example.arc 0.0.0.0 20071105080000 text/plain 76
1 0 InternetArchive
URL IP-address Archive-date Content-type Archive-length

dns:example.org 0.0.0.0 20071105080001 text/dns 12
20071105 0.0

http://example.org/zaytun 93.184.216.34 20071105080002 text/html 484
HTTP/1.1 200 OK
Content-Type: text/html; charset=windows-1256

<!DOCTYPE html><html lang="ar"><head><meta charset="windows-1256"><title>موسم الزيتون</title></head><body><h1>موسم الزيتون</h1><p>بدأ القطاف.</p><ol class="commentlist"><li class="comment" id="comment-51"><cite class="fn">شمة</cite> <span class="says">يقول:</span><div class="comment-meta commentmetadata"><a href="#comment-51">3 نوفمبر 2007 الساعة 5:20 م</a></div><p>المحصول أوفر هذه السنة</p></li></ol></body></html>
