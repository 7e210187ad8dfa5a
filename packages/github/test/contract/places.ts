/** Places of the sample world that several tables name. */
export const garden = { owner: 'octo', repo: 'garden' };
export const pull = { ...garden, pullNumber: 4 };
export const season = { owner: 'octo', owner_type: 'user', project_number: 1 };
export const labs = { owner: 'octo-labs', owner_type: 'org', project_number: 1 };
