import { graphqlDocument } from '../../api/graphql.ts';

export const createStatusUpdate = graphqlDocument<{
  createProjectV2StatusUpdate: { statusUpdate: { id: string } | null } | null;
}>(`mutation CreateStatusUpdate($input: CreateProjectV2StatusUpdateInput!) {
  createProjectV2StatusUpdate(input: $input) { statusUpdate { id } }
}`);

export const addDraft = graphqlDocument<{
  addProjectV2DraftIssue: { projectItem: { id: string; fullDatabaseId: string | null } | null } | null;
}>(`mutation AddDraft($input: AddProjectV2DraftIssueInput!) {
  addProjectV2DraftIssue(input: $input) { projectItem { id fullDatabaseId } }
}`);

export const createProject = graphqlDocument<{
  createProjectV2: { projectV2: { number: number; url: string } | null } | null;
}>(`mutation CreateProject($input: CreateProjectV2Input!) {
  createProjectV2(input: $input) { projectV2 { number url } }
}`);

// Newer than the published schema.
export const updateView = graphqlDocument<unknown>(`mutation UpdateView($input: UpdateProjectV2ViewInput!) {
  updateProjectV2View(input: $input) { clientMutationId }
}`);

export const deleteView = graphqlDocument<unknown>(`mutation DeleteView($input: DeleteProjectV2ViewInput!) {
  deleteProjectV2View(input: $input) { clientMutationId }
}`);
