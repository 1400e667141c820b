import { isoNow, type AwsContext } from '../context.ts';
import type { Fleet, GroupRecord } from '../ec2/fleet.ts';
import { AwsError } from '../errors.ts';
import { pageSize, paginate } from '../wire/page.ts';
import { frameworkWords } from '../wire/inputs.ts';
import type { Params } from '../wire/params.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message, 400);

/** EC2 Auto Scaling: the groups that EKS made for its node groups. @source https://docs.aws.amazon.com/autoscaling/ec2/APIReference/Welcome.html (read 2026-11-23) */
export function autoScalingService(context: AwsContext, fleet: Fleet): AwsService {
  const find = (name: string): GroupRecord => {
    const group = fleet.groupRecords.get(name);
    if (group) return group;
    throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  };
  const resize = (group: GroupRecord, p: Params): void => {
    const min = p.int('MinSize') ?? group.minSize;
    const max = p.int('MaxSize') ?? group.maxSize;
    const desired = p.int('DesiredCapacity') ?? Math.min(Math.max(group.desiredCapacity, min), max);
    if (desired < min || desired > max)
      throw invalid(
        `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
      );
    group.minSize = min;
    group.maxSize = max;
    group.desiredCapacity = desired;
    fleet.resize(group);
  };
  return queryService({
    dialect: 'query',
    namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    rules: {
      needs: {
        SetDesiredCapacity: ['AutoScalingGroupName', 'DesiredCapacity'],
        UpdateAutoScalingGroup: ['AutoScalingGroupName'],
        TerminateInstanceInAutoScalingGroup: ['InstanceId', 'ShouldDecrementDesiredCapacity'],
      },
      oneOf: {
        UpdateAutoScalingGroup: {
          DeletionProtection: ['none', 'prevent-force-deletion', 'prevent-all-deletion'],
        },
      },
      missing: (member) => invalid(frameworkWords.missing(member)),
      wrong: (...what) => invalid(frameworkWords.wrong(...what)),
    },
    operations: {
      DescribeAutoScalingGroups: (p) => {
        const names = p.list('AutoScalingGroupNames');
        const all = [...fleet.groupRecords.values()]
          .filter((g) => names.length === 0 || names.includes(g.name))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const page = paginate(
          all,
          {
            size: pageSize(p.int('MaxRecords'), { from: 1, to: 100, otherwise: 50 }, (asked) =>
              invalid(frameworkWords.outside('maxRecords', asked, 1, 100)),
            ),
            token: p.get('NextToken'),
          },
          () => new AwsError('InvalidNextToken', 'The token is not valid', 400),
        );
        return {
          AutoScalingGroups: page.items.map((g) => view(fleet, g)),
          ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
        };
      },
      SetDesiredCapacity: (p) => resize(find(p.need('AutoScalingGroupName', 'ValidationError')), p),
      UpdateAutoScalingGroup: (p) =>
        resize(find(p.need('AutoScalingGroupName', 'ValidationError')), p),
      TerminateInstanceInAutoScalingGroup: (p) => {
        const id = p.need('InstanceId', 'ValidationError');
        const instance = fleet.records.get(id);
        if (!instance)
          throw invalid(`Instance Id not found - No managed instance found for instance ID: ${id}`);
        if (p.bool('ShouldDecrementDesiredCapacity') === true)
          fleet.terminateInAutoScalingGroup(id);
        else fleet.terminate(id);
        return {
          Activity: {
            ActivityId: context.ids.uuid(),
            StartTime: isoNow(context),
            AutoScalingGroupName: instance.group.name,
            StatusCode: 'InProgress',
            Cause: 'user request',
            Progress: 0,
          },
        };
      },
    },
  });
}

const view = (fleet: Fleet, g: GroupRecord): unknown => ({
  AutoScalingGroupName: g.name,
  AutoScalingGroupARN: g.arn,
  MinSize: g.minSize,
  MaxSize: g.maxSize,
  DesiredCapacity: g.desiredCapacity,
  DefaultCooldown: 300,
  AvailabilityZones: [...new Set(fleet.membersOf(g).map((i) => i.zone))].sort(),
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: 15,
  CreatedTime: g.createdAt,
  VPCZoneIdentifier: g.subnets.join(','),
  Instances: fleet.membersOf(g).map((i) => ({
    InstanceId: i.id,
    InstanceType: i.type.name,
    AvailabilityZone: i.zone,
    LifecycleState: i.lifecycle,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
  })),
  Tags: Object.entries(g.tags).map(([Key, Value]) => ({
    ResourceId: g.name,
    ResourceType: 'auto-scaling-group',
    Key,
    Value,
    PropagateAtLaunch: true,
  })),
  TerminationPolicies: ['AllocationStrategy', 'OldestLaunchTemplate', 'OldestInstance'],
});
