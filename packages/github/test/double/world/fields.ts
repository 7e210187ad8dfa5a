import { invalid } from '../refusal.ts';
import type { Fields } from '../json.ts';
import type { Issue } from './types.ts';

/** Sets values of an organization's issue fields: `{ field_id, value }` each. */
export function setFieldValues(issue: Issue, values: Fields[]): void {
  for (const one of values) {
    const field = issue.repo.owner.issueFields.find(({ id }) => id === one.int('field_id'));
    const value = one.all['value'];
    if (field === undefined) throw invalid('IssueFieldValue', 'field_id', 'invalid');
    if (value === null || value === undefined) issue.fieldValues.delete(field);
    else if (typeof value !== 'string' && typeof value !== 'number')
      throw invalid('IssueFieldValue', 'value', 'invalid');
    else if (field.dataType === 'single_select' && !field.options.some(({ name }) => name === value))
      throw invalid('IssueFieldValue', 'value', 'invalid');
    else issue.fieldValues.set(field, value);
  }
}
