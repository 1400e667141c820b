import { EXIT, isFargatectlError, UserError, type FargatectlError } from '../errors/index.ts';
import { text, type Text } from '../model/index.ts';

/** Somebody else changed what the run had left; going on would overwrite it. */
export const changedByOthers = (what: Text): FargatectlError =>
  UserError({
    code: 'CHANGED_BY_OTHERS',
    message: text(`${what.en} Somebody else changed it.`, `${what.ko} 다른 누군가가 바꾸었습니다.`),
    remedy: text(
      'Decide which value is right and set it, then go on: fargatectl migrate --resume, or go back with fargatectl rollback (it keeps the change; with --force it overwrites it).',
      '어느 값이 맞는지 정해 설정한 뒤 이어 가십시오: fargatectl migrate --resume. 되돌리려면 fargatectl rollback을 실행하십시오(그 변경은 그대로 두며, --force를 주면 덮어씁니다).',
    ),
    exitCode: EXIT.stopped,
  });

/** The world moved between the before-image and the call; nothing was done. The engine observes anew. */
export const changedMeanwhile = (what: Text): FargatectlError =>
  UserError({
    code: 'CHANGED_MEANWHILE',
    message: text(
      `${what.en} It changes faster than it can be set.`,
      `${what.ko} 설정하는 것보다 빨리 바뀌고 있습니다.`,
    ),
    remedy: text(
      'Find out what writes it (an autoscaler, a GitOps controller), stop that, then run fargatectl migrate --resume.',
      '무엇이 쓰는지(오토스케일러, GitOps 컨트롤러) 찾아 멈춘 뒤 실행하십시오: fargatectl migrate --resume',
    ),
    exitCode: EXIT.stopped,
  });

/** The remedy where the world has lost something that the plan rests on. */
export const NEW_SNAPSHOT = text(
  'Make a new snapshot and plan again: fargatectl snapshot -o snapshot.json.',
  '스냅샷을 새로 만들고 다시 계획하십시오: fargatectl snapshot -o snapshot.json',
);

export const isChangedByOthers = (error: unknown): boolean =>
  isFargatectlError(error) && error.code === 'CHANGED_BY_OTHERS';
export const isChangedMeanwhile = (error: unknown): boolean =>
  isFargatectlError(error) && error.code === 'CHANGED_MEANWHILE';
