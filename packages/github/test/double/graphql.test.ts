import {
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  type GraphQLObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { startClient } from './client.ts';
import { schema } from './graphql/schema.ts';
import { resolvers } from './graphql/types.ts';

test('every resolver answers a field that the schema has', () => {
  const unknown = Object.entries(resolvers).flatMap(([type, fields]) => {
    const found = schema().getType(type);
    if (!isObjectType(found)) return [type];
    return Object.keys(fields)
      .filter((field) => found.getFields()[field] === undefined && !shared.has(field))
      .map((field) => `${type}.${field}`);
  });
  expect(unknown).toEqual([]);
});

/** Fields that a map for several types has, though not each of these types does. */
const shared = new Set([
  'databaseId',
  'fullDatabaseId',
  'repository',
  'url',
  'resourcePath',
  'email',
  'repositories',
  'websiteUrl',
  'isViewer',
  'projectV2',
  'projectsV2',
  'viewerCanReact',
  'viewerCanDelete',
  'viewerCanUpdate',
  'authorAssociation',
  'createdViaEmail',
  'options',
  'configuration',
  'assignedActors',
  'viewerDidAuthor',
  'body',
  'bodyText',
  'bodyHTML',
]);

/** Every field of a type that can be asked for without arguments and without going deeper. */
function leaves(type: GraphQLObjectType): string {
  return Object.values(type.getFields())
    .filter(({ args }) => args.every((arg) => arg.defaultValue !== undefined || !String(arg.type).endsWith('!')))
    .flatMap(({ name, type: of, deprecationReason }) => {
      const named = getNamedType(of);
      if (deprecationReason !== undefined && deprecationReason !== null) return [];
      if (isLeafType(named) || isEnumType(named)) return [name];
      if (isListType(getNullableType(of)) || !isObjectType(named)) return [];
      return named.name.endsWith('Connection') ? [`${name} { totalCount }`] : [];
    })
    .join(' ');
}

test('each kind of thing answers all of its plain fields', async () => {
  const { double, graphql } = await startClient();
  const { state } = double;
  const garden = state.repository('octo', 'garden');
  const pull = garden?.issues.flatMap((issue) => issue.pull ?? [])[0];
  const [project] = state.projects;
  const discussion = garden?.discussions[0];
  const samples = {
    User: state.user('octo'),
    Organization: state.user('octo-labs'),
    Team: state.user('octo-labs')?.teams[0],
    Repository: garden,
    Issue: garden?.issues[0],
    IssueComment: garden?.issues[0]?.comments[0],
    Label: garden?.labels[0],
    Milestone: garden?.milestones[0],
    PullRequest: pull,
    PullRequestReview: pull?.reviews[0],
    PullRequestReviewThread: pull?.threads[0],
    PullRequestReviewComment: pull?.threads[0]?.comments[0],
    Discussion: discussion,
    DiscussionComment: discussion?.comments[0],
    DiscussionCategory: garden?.discussionCategories[0],
    Release: garden?.releases[0],
    ProjectV2: project,
    ProjectV2Item: project?.items[0],
    ProjectV2Field: project?.fields[0],
    ProjectV2SingleSelectField: project?.fields.find(({ dataType }) => dataType === 'SINGLE_SELECT'),
    ProjectV2View: project?.views[0],
    ProjectV2StatusUpdate: project?.statusUpdates[0],
  };
  for (const [name, sample] of Object.entries(samples)) {
    const type = schema().getType(name);
    if (!isObjectType(type)) throw new Error(`The schema has no ${name}`);
    const { body } = await graphql(
      `query One($id: ID!) { node(id: $id) { __typename ... on ${name} { ${leaves(type)} } } }`,
      { id: sample?.nodeId ?? '' },
    );
    expect({ name, errors: body.all['errors'] }).toEqual({ name, errors: undefined });
    expect(body.object('data')?.object('node')?.text('__typename')).toBe(name);
  }
  expect(double.violations).toEqual([]);
});

test('a field, an argument or an input that the schema lacks is an error as at GitHub, and a violation', async () => {
  const { double, graphql } = await startClient();
  const field = await graphql('{ viewer { nickname } }');
  expect(field.status).toBe(200);
  expect(field.body.objects('errors')[0]?.all).toMatchObject({
    message: "Field 'nickname' doesn't exist on type 'User'",
    extensions: { code: 'undefinedField', typeName: 'User', fieldName: 'nickname' },
  });
  expect(field.body.all['data']).toBeUndefined();
  await graphql('{ repository(owner: "octo", title: "garden") { id } }');
  await graphql('mutation($i: CloseIssueInput!) { closeIssue(input: $i) { issue { id } } }', { i: { issue: 'x' } });
  await graphql('{ viewer { ');
  expect(double.violations).toHaveLength(6);
  expect(double.violations.join()).toContain('Field "issueId" of required type "ID!" was not provided');
});

test('what is not there or not to be seen is NOT_FOUND, beside the data that is', async () => {
  const { double, graphql } = await startClient();
  const vault = double.state.repository('stranger', 'vault')?.nodeId ?? '';
  const { body } = await graphql(
    `
      query ($id: ID!) {
        viewer {
          login
        }
        missing: repository(owner: "octo", name: "nothing") {
          id
        }
        hidden: node(id: $id) {
          id
        }
      }
    `,
    { id: vault },
  );
  expect(body.object('data')?.all).toEqual({ viewer: { login: 'octo' }, missing: null, hidden: null });
  expect(body.objects('errors').map((one) => [one.text('type'), one.text('message')])).toEqual([
    ['NOT_FOUND', "Could not resolve to a Repository with the name 'octo/nothing'."],
    ['NOT_FOUND', `Could not resolve to a node with the global id of '${vault}'`.concat('.')],
  ]);
});

test('lists page by cursor, forwards and backwards, and want bounds', async () => {
  const { graphql } = await startClient();
  const page = async (args: string) => {
    const { body } = await graphql(
      `{ repository(owner: "octo", name: "garden") { issues(${args}) { totalCount nodes { number } pageInfo { endCursor hasNextPage hasPreviousPage } } } }`,
    );
    const issues = body.object('data')?.object('repository')?.object('issues');
    return {
      numbers: issues?.objects('nodes').map((one) => one.int('number')),
      info: issues?.object('pageInfo'),
      errors: body.objects('errors'),
    };
  };
  const first = await page('first: 2');
  expect(first).toMatchObject({ numbers: [1, 2], info: { all: { hasNextPage: true, hasPreviousPage: false } } });
  const second = await page(`first: 2, after: "${first.info?.text('endCursor')}"`);
  expect(second).toMatchObject({ numbers: [3], info: { all: { hasNextPage: false, hasPreviousPage: true } } });
  expect((await page('last: 1')).numbers).toEqual([3]);
  expect((await page('first: 2, orderBy: { field: CREATED_AT, direction: DESC }, states: [OPEN]')).numbers).toEqual([
    2, 1,
  ]);
  expect((await page('first: 101')).errors[0]?.text('type')).toBe('EXCESSIVE_PAGINATION');
  expect((await page('states: [OPEN]')).errors[0]?.text('type')).toBe('MISSING_PAGINATION_BOUNDARIES');
  expect((await page('first: 1, after: "nonsense"')).errors[0]?.text('type')).toBe('INVALID_CURSOR_ARGUMENTS');
});

test('GraphQL wants a token, and a classic one the scopes', async () => {
  const { double } = await startClient();
  const { clientOf } = await import('./client.ts');
  expect((await clientOf(double, '').graphql('{ viewer { login } }')).status).toBe(401);
  const octo = double.state.user('octo');
  if (octo === undefined) throw new Error('There is no octo');
  const narrow = clientOf(double, double.state.addToken(octo, ['repo']));
  const { body } = await narrow.graphql('{ viewer { login projectsV2(first: 1) { totalCount } } }');
  expect(body.objects('errors')[0]?.text('type')).toBe('INSUFFICIENT_SCOPES');
  expect(body.objects('errors')[0]?.text('message')).toContain(
    "['read:project'], but your token has only been granted the: ['repo'] scopes",
  );
});
