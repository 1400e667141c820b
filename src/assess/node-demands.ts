import {
  nodeDemandsOf,
  unmetDemandsOf,
  ZONE_LABEL,
  type NodeDemand,
  type Places,
} from '../model/index.ts';
import type { Subject } from './subject.ts';

/** nodeSelector and required node affinity of a subject, one by one. */
export const nodeDemands = (s: Subject): readonly NodeDemand[] =>
  nodeDemandsOf(s.spec, s.specField);
/** The demands for which no Fargate node will do. */
export const unmetDemands = (s: Subject, places?: Places): readonly NodeDemand[] =>
  unmetDemandsOf(s.spec, s.specField, places);

export const isZone = (d: NodeDemand): boolean => ZONE_LABEL.test(d.key);
const ARCH = /^(beta\.)?kubernetes\.io\/arch$/;
const OS = /^(beta\.)?kubernetes\.io\/os$/;
/** Architecture and operating system have rules of their own, with their own ways out. */
export const isArchitecture = (d: NodeDemand): boolean => ARCH.test(d.key);
export const isOs = (d: NodeDemand): boolean => OS.test(d.key);
