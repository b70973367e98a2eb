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

import IconButton from '@material-ui/core/IconButton';
import OpenIcon from '@material-ui/icons/ExpandMore';
import { useTableStyles } from './tableStyles';

/** The last cell of a row: opens its details for those who do not click on the row. */
export function ToggleCell(props: {
  label: string;
  isOpen: boolean;
  /** The id of the details. */
  controls: string;
  onToggle: () => void;
}) {
  const { label, isOpen, controls, onToggle } = props;
  const classes = useTableStyles();
  return (
    <td className={classes.toggleCell}>
      <IconButton
        size="small"
        className={classes.toggle}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={controls}
        onClick={onToggle}
      >
        <OpenIcon
          className={isOpen ? classes.toggleOpen : classes.toggleClosed}
        />
      </IconButton>
    </td>
  );
}
