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

import type { ComponentType } from 'react';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { darken, type Theme } from '@material-ui/core/styles';
import AliveIcon from '@material-ui/icons/CheckCircle';
import DeadIcon from '@material-ui/icons/Cancel';
import LateIcon from '@material-ui/icons/WatchLater';
import NeverReportedIcon from '@material-ui/icons/RadioButtonUnchecked';
import DegradedIcon from '@material-ui/icons/ReportProblem';
import MaintenanceIcon from '@material-ui/icons/Build';
import StoppedIcon from '@material-ui/icons/PowerSettingsNew';
import UnknownIcon from '@material-ui/icons/HelpOutline';
import type {
  LivenessStatus,
  ServerStatus,
} from 'backstage-plugin-heartbeat-common';

/** The shape beside a status. */
export type StatusIcon = ComponentType<SvgIconProps>;

/** Each status has a shape of its own: colour never carries it alone. */
export const STATUS_ICONS: Record<LivenessStatus, StatusIcon> = {
  Alive: AliveIcon,
  Late: LateIcon,
  Dead: DeadIcon,
  Stopped: StoppedIcon,
  Unknown: UnknownIcon,
  NeverReported: NeverReportedIcon,
};

/** The same for servers; what means the same looks the same. */
export const SERVER_ICONS: Record<ServerStatus, StatusIcon> = {
  Down: DeadIcon,
  Degraded: DegradedIcon,
  Unknown: UnknownIcon,
  Maintenance: MaintenanceIcon,
  Stopped: StoppedIcon,
  Healthy: AliveIcon,
};

/** Which status of a controller has the colour of one of a server. */
const SERVER_COLORS: Record<ServerStatus, LivenessStatus> = {
  Down: 'Dead',
  Degraded: 'Late',
  Unknown: 'Unknown',
  Maintenance: 'Stopped',
  Stopped: 'Stopped',
  Healthy: 'Alive',
};

/** The theme's orange is too light for an icon on white (2.7:1); this much darker it has 4:1. */
const LATE_DARKENED_BY = 0.2;

/**
 * The colour of a status, at least 3:1 on the theme's paper. What we cannot
 * tell is grey: neither good nor bad.
 */
export function statusColor(theme: Theme, status: LivenessStatus): string {
  const { palette } = theme;
  const isDark = palette.type === 'dark';
  switch (status) {
    case 'Alive':
      return isDark ? palette.success.light : palette.success.dark;
    case 'Late':
      return isDark
        ? palette.warning.light
        : darken(palette.warning.dark, LATE_DARKENED_BY);
    case 'Dead':
      return isDark ? palette.error.light : palette.error.dark;
    case 'Stopped':
      return isDark ? palette.info.light : palette.info.dark;
    default:
      return isDark ? palette.grey[400] : palette.grey[600];
  }
}

/** The colour of a server's status, as {@link statusColor}. */
export function serverStatusColor(theme: Theme, status: ServerStatus): string {
  return statusColor(theme, SERVER_COLORS[status]);
}
