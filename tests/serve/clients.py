"""Drives a running server with the real clients from PyPI: google-api-python-client, PyPerspective, perspective, openai.

    python clients.py URL KEY

The server asks for KEY. A client that is not installed is named and skipped. Every text is invented.
"""

import importlib.util
import json
import sys
import urllib.error

URL, KEY = sys.argv[1].rstrip("/"), sys.argv[2]
HOSTILE = "يا حمار انت وهو، كلكم لصوص وكلاب"
KIND = "مقال جميل، شكرا للكاتب على هذا الجهد"


def score_of(answer, attribute="TOXICITY"):
    return answer["attributeScores"][attribute]["summaryScore"]["value"]


def google():
    from googleapiclient import discovery
    from googleapiclient.errors import HttpError

    for address in ("/$discovery/rest?version=v1alpha1", "/discovery/v1/apis/commentanalyzer/v1alpha1/rest"):
        client = discovery.build(
            "commentanalyzer", "v1alpha1", developerKey=KEY, discoveryServiceUrl=URL + address, static_discovery=False
        )
        assert client._baseUrl == URL + "/", client._baseUrl
    analyze = lambda body: client.comments().analyze(body=body).execute()
    request = {"comment": {"text": HOSTILE}, "requestedAttributes": {"TOXICITY": {}, "IDENTITY_ATTACK": {}}, "languages": ["ar"]}
    answer = analyze({**request, "clientToken": "t1"})
    assert score_of(answer) > 0.9 > score_of(answer, "IDENTITY_ATTACK"), answer
    assert answer["languages"] == answer["detectedLanguages"] == ["ar"] and answer["clientToken"] == "t1", answer
    assert answer["attributeScores"]["TOXICITY"]["spanScores"][0]["end"] == len(HOSTILE), answer
    spans = analyze({**request, "comment": {"text": f"😀 {KIND}. {HOSTILE}!"}, "spanAnnotations": True})
    spans = spans["attributeScores"]["TOXICITY"]["spanScores"]
    units = f"😀 {KIND}. {HOSTILE}!".encode("utf-16-le")
    texts = [units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le") for span in spans]
    assert texts == [f"😀 {KIND}.", f"{HOSTILE}!"], texts
    assert spans[0]["score"]["value"] < 0.5 < spans[1]["score"]["value"], spans
    # As clients do: drop the attribute that the error names, and ask again.
    asked, dropped = {"TOXICITY": {}, "THREAT": {}, "FLIRTATION": {}}, []
    while True:
        try:
            answer = analyze({**request, "requestedAttributes": asked})
            break
        except HttpError as error:
            assert error.resp.status == 400, error
            detail = json.loads(error.content)["error"]["details"][0]
            dropped.append(detail["languageNotSupportedByAttributeError"]["attribute"])
            del asked[dropped[-1]]
    assert dropped == ["THREAT", "FLIRTATION"] and list(answer["attributeScores"]) == ["TOXICITY"], dropped
    suggestion = {"comment": {"text": KIND}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.0}}}}
    answer = client.comments().suggestscore(body={**suggestion, "communityId": "desk", "clientToken": "t2"}).execute()
    assert answer == {"clientToken": "t2"}, answer


def pyperspective():
    import PyPerspective.Perspective as module
    from PyPerspective.errors import InvalidAuthKey

    module.base_url = f"{URL}/v1alpha1/comments:analyze"
    try:
        module.Perspective("wrong")
        raise AssertionError("a wrong key was taken")
    except InvalidAuthKey:
        pass
    comment = module.Perspective(KEY).get_score(HOSTILE, tests=["TOXICITY_EXPERIMENTAL", "INSULT_EXPERIMENTAL"], langs=["ar"])
    assert comment["TOXICITY_EXPERIMENTAL"].score > 0.9 and str(comment["INSULT_EXPERIMENTAL"][0]) == HOSTILE


def perspective():
    from perspective import PerspectiveAPI

    client = PerspectiveAPI(KEY)
    client.api_client.url = URL + "/v1alpha1/{endpoint}"
    assert client.score(HOSTILE)["TOXICITY"] > 0.9 > 0.5 > client.score(KIND)["TOXICITY"]
    under = [{"text": "البلدية تزرع ألف شجرة في الحي", "type": "PLAIN_TEXT"}]
    answer = client.analyze_comment(KIND, context=under, requested_attributes={"UNSUBSTANTIAL": {"scoreThreshold": 0.0}})
    assert 0 <= score_of(answer, "UNSUBSTANTIAL") <= 1, answer
    try:
        client.analyze_comment("", validate=False)
        raise AssertionError("an empty comment was scored")
    except urllib.error.HTTPError as error:
        assert json.load(error)["error"]["details"][0]["errorType"] == "COMMENT_EMPTY"
    scores = {"TOXICITY": {"summaryScore": {"value": 1.0}}}
    assert client.suggest_score(HOSTILE, scores, client_token="t3") == {"clientToken": "t3"}


def openai():
    from openai import AuthenticationError, BadRequestError, OpenAI

    client = OpenAI(api_key=KEY, base_url=f"{URL}/v1", max_retries=0)
    answer = client.moderations.create(input=[HOSTILE, KIND, "a fine day to all of you"], model="omni-moderation-latest")
    flagged = [result.flagged for result in answer.results]
    assert flagged == [True, False, False] and answer.results[0].categories.harassment, answer
    assert answer.id.startswith("modr-") and answer.results[2].category_scores.harassment == 0
    answer = client.moderations.create(input=[{"type": "text", "text": HOSTILE}])
    assert answer.results[0].flagged
    for wrong, error in (({"api_key": "wrong"}, AuthenticationError), ({}, BadRequestError)):
        try:
            client.with_options(**wrong).moderations.create(input=[{"type": "image_url", "image_url": {"url": "u"}}])
            raise AssertionError("what is wrong was taken")
        except error:
            pass


CLIENTS = {"googleapiclient": google, "PyPerspective": pyperspective, "perspective": perspective, "openai": openai}
for name, drive in CLIENTS.items():
    if importlib.util.find_spec(name) is None:
        print(f"{name}: SKIPPED, not installed")
    else:
        drive()
        print(f"{name}: ok")
