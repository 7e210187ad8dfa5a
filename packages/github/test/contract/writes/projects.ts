import { found, type Case } from '../case.ts';
import { labs, season } from '../places.ts';

export const projects: readonly Case[] = [
  {
    tool: 'projects_write',
    args: {
      ...labs,
      method: 'add_project_item',
      item_owner: 'octo-labs',
      item_repo: 'greenhouse',
      item_type: 'issue',
      issue_number: 2,
    },
    says: /Added octo-labs\/greenhouse#2 as item \d+/,
    asks: ['projects/add-item-for-org'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'add_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      item_type: 'issue',
      issue_number: 7,
    },
    says: /Added octo\/garden#7/,
    asks: ['projects/add-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 7,
      updated_field: { name: 'Effort', value: 3 },
    },
    says: /Updated Effort of item \d+/,
    asks: ['projects/list-fields-for-user', 'projects/update-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_items',
      items: [
        { item_owner: 'octo', item_repo: 'garden', issue_number: 7, updated_field: { name: 'Effort', value: null } },
      ],
    },
    says: /Updated Effort of item \d+/,
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_items',
      items: [{ updated_field: { name: 'Effort', value: 1 }, colour: 'red' }],
    },
    says: /items\.0: /,
    code: 'invalid',
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'update_project_item',
      item_owner: 'octo',
      item_repo: 'garden',
      issue_number: 7,
      updated_field: { name: 'Mood', value: 3 },
    },
    says: /no field "Mood"; there are: /,
    code: 'not_found',
  },
  {
    tool: 'projects_write',
    args: { ...season, method: 'delete_project_item', item_owner: 'octo', item_repo: 'garden', issue_number: 7 },
    says: /Took item \d+ out/,
    asks: ['projects/delete-item-for-user'],
  },
  {
    tool: 'projects_write',
    args: {
      ...season,
      method: 'create_project_status_update',
      body: 'All green.',
      status: 'ON_TRACK',
      start_date: '2026-03-01',
    },
    says: /Created status update \S+/,
  },
  {
    tool: 'projects_write',
    args: { ...labs, method: 'create_project_view', name: 'Board', layout: 'board' },
    says: /Created view \d+/,
    asks: ['projects/create-view-for-org'],
  },
  {
    tool: 'projects_write',
    args: { method: 'create_project', owner: 'octo', owner_type: 'user', title: 'Winter' },
    says: /Created project #\d+/,
  },
  {
    tool: 'projects_write',
    args: {
      ...labs,
      method: 'create_iteration_field',
      field_name: 'Sprint',
      start_date: '2026-03-02',
      iteration_duration: 14,
    },
    says: /Created field Sprint/,
    asks: ['projects/add-field-for-org'],
  },
  {
    tool: 'projects_get',
    args: async (session) => ({
      method: 'get_project_status_update',
      status_update_id: await found(
        session,
        'projects_list',
        { ...season, method: 'list_project_status_updates' },
        /; id (\S+)/,
      ),
    }),
    says: /ON_TRACK|by octo/,
  },
  {
    tool: 'projects_get',
    args: async (session) => ({
      method: 'get_project_view',
      view_id: await found(session, 'projects_list', { ...labs, method: 'list_project_views' }, /; id (\S+)/),
    }),
    says: /view \d+/,
  },
];
