import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { RunEvent } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { paint } from '../render/paint.ts';

/**
 * `fargatectl demo`: the main job on the tutorial's cluster, on a twin in this process. Everything
 * that it shows was asked of the twin over the adapters that a real cluster is asked with.
 */
export async function run(io: Io, flags: { readonly retireAll?: boolean }): Promise<ExitCode> {
  const [
    { createTwin, VirtualClock },
    { connectTwin },
    { loadScenario },
    { collectSnapshot, compareSnapshots },
    { analyze, bills, planOf },
  ] = await Promise.all([
    import('../../twin/index.ts'),
    import('../../adapters/in-process.ts'),
    import('../scenarios.ts'),
    import('../../inventory/index.ts'),
    import('../analysis.ts'),
  ]);
  const [
    { verdictTable },
    { planText },
    { eventPrinter },
    { timelineText },
    { summaryText },
    { checksText },
    { billsText },
    { clusterText },
    { ownedText, billedText },
    { differencesText },
  ] = await Promise.all([
    import('../render/assessment.ts'),
    import('../render/plan.ts'),
    import('../render/events.ts'),
    import('../render/timeline.ts'),
    import('../render/summary.ts'),
    import('../render/checks.ts'),
    import('../render/money.ts'),
    import('../render/cluster.ts'),
    import('../render/owned.ts'),
    import('../render/differences.ts'),
  ]);
  const [
    { rehearse },
    { runSession, exitCodeOf },
    { proveRun },
    { surveyOf, stillBilled },
    { memoryJournal },
  ] = await Promise.all([
    import('../rehearsal.ts'),
    import('../session.ts'),
    import('../proof.ts'),
    import('../tidy.ts'),
    import('../memory-run.ts'),
  ]);
  const ko = io.lang === 'ko';
  const c = paint(io.color);
  const began = Date.now();
  let chapter = 0;
  const title = (en: string, korean: string): void => {
    chapter += 1;
    io.out(`\n${c.bold(`${chapter}. ${ko ? korean : en}`)}\n\n`);
  };

  const scenario = await loadScenario();
  const clock = new VirtualClock();
  const twin = await createTwin({ scenario, clock });
  try {
    const world = connectTwin(twin);
    const cluster = scenario.aws.cluster.name;
    const look = () => collectSnapshot({ ...world, cluster });
    io.out(
      ko
        ? `${c.bold('fargatectl demo')}: 튜토리얼의 클러스터 ${cluster}가 노드 그룹에서 Fargate로 옮겨 갑니다.\n클러스터와 AWS 계정은 이 프로세스 안의 쌍둥이이고, 시간은 가상입니다. 나머지는 실제 도구 그대로입니다.\n`
        : `${c.bold('fargatectl demo')}: the tutorial's cluster ${cluster} goes from node groups to Fargate.\nThe cluster and its AWS account are a twin in this process, on virtual time; the rest is the tool as it is.\n`,
    );

    title('The cluster before', '옮기기 전의 클러스터');
    io.out(await clusterText(world.kube, io));

    title('Verdicts, sizes, reasons', '판정과 크기, 이유');
    const snapshot = await look();
    const analysis = await analyze(snapshot, io.lang);
    io.out(verdictTable(analysis.assessment, io));

    title('The plan', '계획');
    const cannot = analysis.assessment.workloads.filter(
      (w) => w.verdict === 'stays' && w.ref.kind !== 'DaemonSet',
    );
    const plan = await planOf(analysis, {
      retire:
        flags.retireAll === true ? cannot.map((w) => `${w.ref.namespace ?? ''}/${w.ref.name}`) : [],
    });
    io.out(planText(plan, io));

    title(
      'The rehearsal, on a second twin made from the snapshot',
      '리허설: 스냅샷으로 만든 두 번째 쌍둥이에서',
    );
    const rehearsed: RunEvent[] = [];
    const rehearsal = await rehearse({
      plan,
      snapshot,
      seed: 1,
      io,
      onEvent: (e) => rehearsed.push(e),
    });
    io.out(timelineText(rehearsed, plan, io));
    io.out(`\n${summaryText(rehearsal.result.summary, io)}`);
    if (rehearsal.result.error) throw rehearsal.result.error;

    title('The run', '실행');
    const { accountId } = scenario;
    const journal = memoryJournal(plan, clock.now(), 'demo');
    const result = await runSession({
      world,
      plan,
      journal,
      accountId,
      onEvent: eventPrinter(io, plan, (text) => io.out(text)),
      io,
      probe: (workloads) => twin.watchTraffic(workloads),
      direction: { way: 'forward' },
    });
    io.out(`\n${summaryText(result.summary, io)}`);
    if (result.error) throw result.error;

    title('The proof', '증명');
    const checks = await proveRun(world, plan);
    io.out(checksText(checks, io));
    io.out(`\n${await clusterText(world.kube, io)}`);

    title('The bill before and after', '전후 요금');
    const { before, after } = await bills(analysis, plan);
    io.out(billsText({ before, after }, io));

    title('The way back, and a tidy account', '되돌리기, 그리고 말끔한 계정');
    const back = await runSession({
      world,
      plan,
      journal,
      accountId,
      onEvent: eventPrinter(io, plan, (text) => io.out(text)),
      io,
      probe: (workloads) => twin.watchTraffic(workloads),
      direction: { way: 'back' },
    });
    io.out(`\n${summaryText(back.summary, io)}`);
    if (back.error) throw back.error;
    const end = await look();
    const differences = compareSnapshots(snapshot, end);
    io.out(`\n${differencesText(differences, io)}\n`);
    const survey = await surveyOf(world, end, true);
    io.out(ownedText(survey.owned, io));
    if (survey.plan.steps.length > 0) {
      const tidied = await runSession({
        world,
        plan: survey.plan,
        journal: memoryJournal(survey.plan, clock.now(), 'demo-cleanup'),
        accountId,
        onEvent: eventPrinter(io, survey.plan, (text) => io.out(text)),
        io,
        direction: { way: 'forward' },
      });
      if (tidied.error) throw tidied.error;
    }
    const tidy = await look();
    const left = (await surveyOf(world, tidy, true)).owned;
    io.out(
      `${survey.plan.steps.length > 0 ? `\n${ownedText(left, io)}` : ''}\n${billedText(stillBilled(tidy), io)}`,
    );

    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    io.out(
      ko
        ? `\n${seconds}초 걸렸습니다. 직접 해 보기: fargatectl lab start, 그다음 snapshot · assess · plan · rehearse · migrate.\n`
        : `\nThat took ${seconds} s. By hand: fargatectl lab start, then snapshot · assess · plan · rehearse · migrate.\n`,
    );
    const below = result.summary.availability.some((a) => a.secondsBelowBudget > 0);
    const lost = [result, back].some((r) => r.summary.requests.some((q) => q.failed > 0));
    const failed =
      below ||
      lost ||
      differences.length > 0 ||
      left.length > 0 ||
      checks.some((k) => k.state === 'failed');
    return failed ? EXIT.failed : exitCodeOf(result);
  } finally {
    twin.stop();
  }
}
