// Drives a running server with the real clients from npm: googleapis-common and perspective-api-client.
//
//     node clients.js URL KEY
//
// The server asks for KEY. A client that is not installed is named and skipped. Every text is invented.

const assert = require('node:assert');

const [url, key] = [process.argv[2].replace(/\/$/, ''), process.argv[3]];
const hostile = 'يا حمار انت وهو، كلكم لصوص وكلاب';
const from = name => require(require.resolve(name, {paths: [process.cwd()]}));

async function googleapis() {
  const {Discovery} = from('googleapis-common');
  for (const address of ['/$discovery/rest?version=v1alpha1', '/discovery/v1/apis/commentanalyzer/v1alpha1/rest']) {
    const api = (await new Discovery({}).discoverAPI(url + address))({});
    const requestBody = {comment: {text: hostile}, requestedAttributes: {TOXICITY: {}}};
    const answer = await api.comments.analyze({key, requestBody});
    assert(answer.data.attributeScores.TOXICITY.summaryScore.value > 0.9);
    const span = answer.data.attributeScores.TOXICITY.spanScores[0];
    assert.strictEqual(hostile.slice(span.begin, span.end), hostile);
    const attributeScores = {TOXICITY: {summaryScore: {value: 1}}};
    const label = {comment: {text: hostile}, attributeScores, clientToken: 'n1'};
    assert.deepStrictEqual((await api.comments.suggestscore({key, requestBody: label})).data, {clientToken: 'n1'});
  }
}

async function perspective() {
  const Perspective = from('perspective-api-client');
  // Its address is a constant in it.
  from('axios').interceptors.request.use(request => {
    request.url = request.url.replace('https://commentanalyzer.googleapis.com', url);
    return request;
  });
  const client = new Perspective({apiKey: key});
  const answer = await client.analyze(hostile, {attributes: ['toxicity', 'insult']});
  assert(answer.attributeScores.INSULT.summaryScore.value > 0.9);
  // Half of an emoji, as `substr` leaves it.
  await client.analyze(`${hostile} ${'😀'.substr(0, 1)}`);
  await assert.rejects(client.analyze(hostile, {attributes: ['threat']}), /^ResponseError: Attribute THREAT does not/);
  await assert.rejects(new Perspective({apiKey: 'wrong'}).analyze(hostile), /API key not valid/);
}

(async () => {
  for (const [name, drive] of [['googleapis-common', googleapis], ['perspective-api-client', perspective]]) {
    try {
      require.resolve(name, {paths: [process.cwd()]});
    } catch {
      console.log(`${name}: SKIPPED, not installed`);
      continue;
    }
    await drive();
    console.log(`${name}: ok`);
  }
})().catch(error => {
  console.error(error);
  process.exit(1);
});
