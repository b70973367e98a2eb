/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { makeStyles } from '@material-ui/core/styles';

/** From this width of the window on there is room for all columns, beside the sidebar of a portal. */
const ALL_COLUMNS_PX = 1440;

/**
 * A dense table that becomes a list of blocks on a narrow screen, with each
 * cell's column named before it.
 */
export const useTableStyles = makeStyles(theme => {
  const narrow = theme.breakpoints.down('sm');
  return {
    frame: {
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius * 2,
      backgroundColor: theme.palette.background.paper,
      // never cut off: what does not fit can be scrolled to
      overflowX: 'auto',
    },
    table: {
      width: '100%',
      borderCollapse: 'collapse',
      ...theme.typography.body2,
      color: theme.palette.text.primary,
      '& th, & td': {
        padding: theme.spacing(1, 1.5),
        textAlign: 'left',
        verticalAlign: 'middle',
        overflowWrap: 'break-word',
        [theme.breakpoints.down('md')]: { padding: theme.spacing(1) },
      },
      '& th:first-child, & td:first-child': { paddingLeft: theme.spacing(2) },
      [narrow]: { '&, & tbody': { display: 'block' } },
    },
    head: {
      '& th': {
        ...theme.typography.caption,
        fontWeight: 600,
        color: theme.palette.text.secondary,
        borderBottom: `1px solid ${theme.palette.divider}`,
        whiteSpace: 'nowrap',
      },
      [narrow]: { display: 'none' },
    },
    row: {
      cursor: 'pointer',
      'tbody > & + &, $detailsRow + &': {
        borderTop: `1px solid ${theme.palette.divider}`,
      },
      '&:hover': { backgroundColor: theme.palette.action.hover },
      [narrow]: {
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr) auto',
        alignItems: 'center',
        padding: theme.spacing(1, 0.5),
        '& > td, & > th': { padding: theme.spacing(0.25, 1.5) },
        '& > td:first-child': { paddingLeft: theme.spacing(1.5) },
        '& > td[data-label]': {
          gridColumn: '1 / -1',
          display: 'flex',
          gap: theme.spacing(1),
          '&:empty': { display: 'none' },
          '&::before': {
            content: 'attr(data-label)',
            flex: '0 0 104px',
            color: theme.palette.text.secondary,
          },
        },
      },
    },
    open: { backgroundColor: theme.palette.action.hover },
    statusCell: {
      whiteSpace: 'nowrap',
      [narrow]: {
        gridColumn: '1 / -1',
        gridRow: 2,
        paddingTop: `${theme.spacing(0.5)}px !important`,
      },
    },
    since: {
      display: 'block',
      paddingLeft: theme.spacing(1),
      ...theme.typography.caption,
      color: theme.palette.text.secondary,
      fontVariantNumeric: 'tabular-nums',
      [narrow]: { display: 'inline' },
    },
    badges: {
      display: 'flex',
      flexDirection: 'column',
      alignItems: 'flex-start',
      gap: 2,
      '&:not(:empty)': { marginTop: theme.spacing(0.5) },
      '& > *': { fontSize: theme.typography.caption.fontSize },
    },
    nameCell: {
      minWidth: 112,
      fontWeight: 600,
      [narrow]: { gridColumn: 1, gridRow: 1, minWidth: 0 },
    },
    number: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
    note: {
      maxWidth: 128,
      whiteSpace: 'normal',
      [narrow]: { maxWidth: 'none' },
      ...theme.typography.caption,
      color: theme.palette.text.secondary,
    },
    toggleCell: {
      width: 1,
      [narrow]: { gridColumn: 2, gridRow: 1, width: 'auto' },
    },
    /** Said again in the details: the first to give way where the window is not wide. */
    'very-wide': {
      [theme.breakpoints.down(ALL_COLUMNS_PX)]: { display: 'none' },
    },
    /** Said again in the details, where a narrow screen has room for it. */
    wide: {
      minWidth: 96,
      '&&': { overflowWrap: 'anywhere' },
      [narrow]: { display: 'none !important' },
    },
    toggle: {
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
      },
    },
    toggleClosed: {},
    toggleOpen: { transform: 'rotate(180deg)' },
    detailsRow: {
      backgroundColor: theme.palette.action.hover,
      [narrow]: { '&, & > td': { display: 'block' } },
    },
    details: {
      display: 'grid',
      gap: theme.spacing(2),
      maxWidth: 960,
      padding: theme.spacing(0.5, 0, 1.5),
    },
    more: {
      display: 'flex',
      justifyContent: 'center',
      padding: theme.spacing(1),
      borderTop: `1px solid ${theme.palette.divider}`,
    },
  };
});
