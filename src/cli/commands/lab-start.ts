import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';
import { isAlive } from '../is-alive.ts';
import { text } from '../../model/index.ts';

interface Flags {
  readonly stateDir: string;
  readonly speed: string;
  readonly scenario?: string;
  readonly foreground?: boolean;
}

/**
 * What a running lab says about itself; `lab stop` and a second `lab start` read it. Mode 0600: its
 * key was made for this lab and opens it.
 */
export interface LabFile {
  readonly pid: number;
  readonly kubeconfig: string;
  readonly awsUrl: string;
  readonly region: string;
  readonly cluster: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const START_TIMEOUT_MS = 60_000;

/** `fargatectl lab start`: a practice cluster on this machine, behind real TLS and real AWS protocols. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const speed = Number(flags.speed);
  if (!(speed >= 1 && speed <= 1000))
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `--speed is "${flags.speed}", wanted a number from 1 to 1000.`,
        `--speed의 값이 "${flags.speed}"입니다. 1부터 1000까지의 수를 주십시오.`,
      ),
      remedy: text('Leave it out for 20.', '생략하면 20입니다.'),
    });
  const dir = resolve(flags.stateDir, 'lab');
  const file = join(dir, 'lab.json');
  const running = readLab(file);
  if (running && isAlive(running.pid)) {
    io.out(settings(running, io));
    return EXIT.done;
  }
  const { loadScenario } = await import('../scenarios.ts');
  const scenario = await loadScenario(flags.scenario);
  if (flags.foreground === true) {
    const { runLab } = await import('../lab.ts');
    await runLab({ io, dir, file, scenario, speed, onReady: (lab) => io.out(settings(lab, io)) });
    return EXIT.done;
  }
  mkdirSync(dir, { recursive: true });
  const log = openSync(join(dir, 'lab.log'), 'a', 0o600);
  const child = spawn(
    process.execPath,
    [...process.execArgv, ...process.argv.slice(1), '--foreground'],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: process.env,
    },
  );
  child.unref();
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const lab = readLab(file);
    if (lab !== undefined && lab.pid === child.pid) {
      io.out(settings(lab, io));
      return EXIT.done;
    }
    if (child.exitCode !== null || Date.now() > until)
      throw UserError({
        code: 'LAB_NOT_STARTED',
        message: text('The lab did not come up.', '실습 환경이 시작되지 않았습니다.'),
        remedy: text(
          `See ${join(dir, 'lab.log')}, or start it in this terminal: fargatectl lab start --foreground.`,
          `${join(dir, 'lab.log')} 파일을 보거나 이 터미널에서 시작하십시오: fargatectl lab start --foreground`,
        ),
        exitCode: EXIT.failed,
      });
    await new Promise((r) => setTimeout(r, 100));
  }
}

const readLab = (file: string): LabFile | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LabFile) : undefined;

function settings(lab: LabFile, io: Io): string {
  const ko = io.lang === 'ko';
  const head = ko
    ? `# 실습 클러스터 ${lab.cluster}가 실행 중입니다. 터미널마다 아래 줄을 붙여 넣으세요. 중지: fargatectl lab stop`
    : `# The practice cluster ${lab.cluster} is running. Paste this into each terminal. Stop it: fargatectl lab stop`;
  return `${head}
export KUBECONFIG=${lab.kubeconfig}
export AWS_ENDPOINT_URL=${lab.awsUrl}
export AWS_REGION=${lab.region} AWS_DEFAULT_REGION=${lab.region}
export AWS_ACCESS_KEY_ID=${lab.accessKeyId} AWS_SECRET_ACCESS_KEY=${lab.secretAccessKey}
unset AWS_SESSION_TOKEN AWS_PROFILE
`;
}
