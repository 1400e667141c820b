"""
Calls every operation that the lab offers and judges it by AWS' own service models, those that
botocore ships. Arguments: a file that lists the offered operations (`eks:ListClusters`, one a line)
and the file to write the verdicts to: { operation: { calls, problems } }.
"""
import json
import sys

import botocore.session
import jmespath
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

import cases
import shapes

# The name of a service in a signature → botocore's name of it.
BOTOCORE = {
    'elasticfilesystem': 'efs',
    'elasticloadbalancing': 'elbv2',
    'servicequotas': 'service-quotas',
}
# Codes that no operation's model lists and AWS documents for all operations of a service, or that
# were seen of it in the wild (ResourceInUseException of Fargate profiles). EC2 models no error.
COMMON = {
    'eks': {'AccessDeniedException', 'ThrottlingException'},
    'ec2': {
        'InvalidGroup.NotFound', 'InvalidID', 'InvalidInstanceID.NotFound', 'InvalidInstanceType',
        'InvalidInternetGatewayID.NotFound', 'InvalidNetworkInterfaceID.NotFound', 'InvalidNextToken',
        'InvalidParameterValue', 'InvalidPermission.Duplicate', 'InvalidPermission.NotFound',
        'InvalidRouteTableID.NotFound', 'InvalidSecurityGroupRuleId.NotFound', 'InvalidSubnetID.NotFound',
        'InvalidVolume.NotFound', 'InvalidVpcEndpointId.NotFound', 'InvalidVpcID.NotFound',
        'MissingParameter', 'NatGatewayNotFound', 'UnauthorizedOperation',
    },
    'iam': {'ValidationError', 'AccessDenied'},
    'sts': {'ValidationError', 'AccessDenied'},
    'elbv2': {'ValidationError', 'AccessDenied'},
    'autoscaling': {'ValidationError', 'AccessDenied'},
    'cloudformation': {'ValidationError', 'AccessDenied'},
    'efs': {'AccessDeniedException'},
    'service-quotas': set(),
    'pricing': set(),
}
SEEN = {
    ('eks', 'CreateFargateProfile'): {'ResourceInUseException', 'ResourceNotFoundException'},
    ('eks', 'DeleteFargateProfile'): {'ResourceInUseException'},
    ('eks', 'CreateNodegroup'): {'ResourceNotFoundException'},
    # Assumed of a deletion, as seen of an update: its model lists no other error that would fit.
    ('eks', 'DeleteAddon'): {'ResourceInUseException'},
    # Its model knows no fault of the caller's, and yet takes a page size and a token.
    ('eks', 'ListAccessPolicies'): {'InvalidParameterException'},
}


class Judge:
    def __init__(self, offered):
        self.session = botocore.session.get_session()
        self.offered = offered
        self.verdicts = {o: {'calls': 0, 'problems': []} for o in offered}
        self.good = {}
        self.clients = {}
        self.signing = {v: k for k, v in BOTOCORE.items()}

    def client(self, service):
        if service not in self.clients:
            client = self.session.create_client(
                service,
                config=Config(retries={'total_max_attempts': 1}, parameter_validation=False),
            )
            client.meta.events.register(f'response-received.{service_id(client)}', self.received)
            self.clients[service] = client
        return self.clients[service]

    def received(self, response_dict, parsed_response, **_):
        self.raw = response_dict

    def blame(self, service, operation, *problems):
        key = f'{self.signing.get(service, service)}:{operation}'
        verdict = self.verdicts.setdefault(key, {'calls': 0, 'problems': []})
        for problem in problems:
            if problem not in verdict['problems']:
                verdict['problems'].append(problem)

    def send(self, service, operation, params):
        """The parsed answer, or the ClientError; both judged."""
        client = self.client(service)
        model = client.meta.service_model.operation_model(operation)
        self.raw = None
        try:
            answer = client._make_api_call(operation, params)
        except ClientError as error:
            self.blame(service, operation, *self.of_error(service, model, error))
            return error
        except (KeyError, ResponseParserError) as error:
            self.blame(service, operation, f"botocore's parser cannot read the answer: {error!r}")
            return {}
        key = f'{self.signing.get(service, service)}:{operation}'
        self.verdicts.setdefault(key, {'calls': 0, 'problems': []})['calls'] += 1
        self.blame(service, operation, *self.of_answer(model))
        self.good.setdefault((service, operation), params)
        return answer

    def ok(self, service, operation, **params):
        answer = self.send(service, operation, params)
        if isinstance(answer, ClientError):
            self.blame(service, operation, f'{params} is refused: {answer}')
            return {}
        return answer

    def refused(self, service, operation, code, text='', **params):
        answer = self.send(service, operation, params)
        if not isinstance(answer, ClientError):
            self.blame(service, operation, f'{params} is not refused, wanted {code}')
            return
        error = answer.response['Error']
        if error['Code'] != code or text not in error.get('Message', ''):
            self.blame(service, operation, f'{params}: {error}, wanted {code} {text!r}')

    def of_answer(self, model):
        body = self.raw['body']
        shape = model.output_shape
        protocol = model.service_model.resolved_protocol
        if 'json' in protocol:
            if shape is None or not shape.members:
                return [] if body in (b'', b'{}') else [f'the body is {body[:80]!r}, wanted none']
            return shapes.problems_of_json(shape, json.loads(body or b'{}'))
        root = shapes.xml(body)
        found = []
        if shapes.strip(root.tag) != f'{model.name}Response':
            found.append(f'the answer is a <{shapes.strip(root.tag)}>')
        namespace = model.metadata.get('xmlNamespace')
        if namespace and not root.tag.startswith('{' + namespace + '}') and protocol != 'ec2':
            found.append(f'the namespace is {root.tag}, wanted {namespace}')
        if shape is None:
            return found
        if protocol == 'ec2':
            for child in list(root):
                if shapes.strip(child.tag) in ('requestId', 'return'):
                    if 'Return' not in shape.members or shapes.strip(child.tag) == 'requestId':
                        root.remove(child)
            return found + shapes.problems_of_xml(shape, root, '$', True)
        wrapper = shape.serialization.get('resultWrapper')
        inner = next((c for c in root if shapes.strip(c.tag) == wrapper), None) if wrapper else root
        if inner is None:
            return found + [f'the answer holds no <{wrapper}>']
        return found + shapes.problems_of_xml(shape, inner, '$', False)

    def of_error(self, service, model, error):
        code = error.response['Error']['Code']
        status = error.response['ResponseMetadata']['HTTPStatusCode']
        by_code = {}
        for shape in model.error_shapes:
            by_code[shape.metadata.get('error', {}).get('code', shape.name)] = shape
        # Of query services, the fault's own code; JSON services name the shape.
        shape = by_code.get(code) or next((s for s in model.error_shapes if s.name == code), None)
        found = []
        if not error.response['Error'].get('Message'):
            found.append(f'{code} comes without a message')
        if shape is None:
            allowed = COMMON[service] | SEEN.get((service, model.name), set())
            if code not in allowed:
                found.append(f'{code} is not an error of {model.name}: {error}')
            if status < 400 or status > 499:
                found.append(f'{code} comes with status {status}')
            return found
        want = shape.metadata.get('error', {}).get('httpStatusCode')
        if want is not None and status != want:
            found.append(f'{code} comes with status {status}, wanted {want}')
        if 'json' in model.service_model.resolved_protocol:
            body = {k: v for k, v in json.loads(self.raw['body'] or b'{}').items() if k != '__type'}
            known = {m.serialization.get('name', n).lower() for n, m in shape.members.items()}
            # Coral writes the text as `message` whatever the model calls it.
            body = {k: v for k, v in body.items() if k.lower() != 'message' or 'message' in known}
            found += [f'{code}.{k} is not in {shape.name}' for k in body if k.lower() not in known]
        return found

    # What every operation must do, by its model alone.

    def without_required(self):
        for (service, operation), params in list(self.good.items()):
            model = self.client(service).meta.service_model.operation_model(operation)
            for name in model.input_shape.required_members if model.input_shape else []:
                member = model.input_shape.members[name]
                # Without a member of the path it is another request; a token the client fills in.
                if member.serialization.get('location') == 'uri' or member.metadata.get('idempotencyToken'):
                    continue
                less = {k: v for k, v in params.items() if k != name}
                answer = self.send(service, operation, less)
                if not isinstance(answer, ClientError):
                    self.blame(service, operation, f'is not refused without {name}')
                elif answer.response['ResponseMetadata']['HTTPStatusCode'] != 400:
                    self.blame(service, operation, f'without {name}: {answer}, wanted status 400')

    def strange_words(self):
        """An enum's member with a word that is none of it."""
        for (service, operation), params in list(self.good.items()):
            model = self.client(service).meta.service_model.operation_model(operation)
            for name, member in (model.input_shape.members if model.input_shape else {}).items():
                if not getattr(member, 'enum', None):
                    continue
                answer = self.send(service, operation, {**params, name: 'NO-SUCH-WORD'})
                if not isinstance(answer, ClientError):
                    self.blame(service, operation, f'takes NO-SUCH-WORD for {name}')

    def limits(self):
        """A page size just outside of what the model allows."""
        for (service, operation), params in list(self.good.items()):
            client = self.client(service)
            if not client.can_paginate(xform_name(operation)):
                continue
            limit = client.get_paginator(xform_name(operation))._pagination_cfg.get('limit_key')
            shape = client.meta.service_model.operation_model(operation).input_shape
            bounds = shape.members[limit].metadata if limit else {}
            for bound, step in (('min', -1), ('max', 1)):
                if bounds.get(bound) is None:
                    continue
                value = bounds[bound] + step
                if not isinstance(self.send(service, operation, {**params, limit: value}), ClientError):
                    self.blame(service, operation, f'takes {value} for {limit}')

    def pages(self):
        for (service, operation), params in list(self.good.items()):
            client = self.client(service)
            try:
                method = xform_name(operation)
                if not client.can_paginate(method):
                    continue
                paginator = client.get_paginator(method)
            except Exception as error:
                self.blame(service, operation, f'no paginator: {error}')
                continue
            model = client.meta.service_model.operation_model(operation)
            config = paginator._pagination_cfg
            limit, token = config.get('limit_key'), config['input_token']
            token = token if isinstance(token, str) else token[0]
            keys = config['result_key']
            keys = keys if isinstance(keys, list) else [keys]
            plain = {k: v for k, v in params.items() if k not in (limit, token)}
            # EC2 takes ids or a page size, not both.
            whole = client._make_api_call(operation, plain)
            size = None
            if limit:
                shape = model.input_shape.members[limit]
                # EC2's models are silent where its pages say 5 to 1000.
                size = max(5 if service == 'ec2' else 1, int(shape.metadata.get('min', 1) or 1))
            got = {}
            count = 0
            settings = {'PageSize': size} if size else {}
            try:
                for page in paginator.paginate(**plain, PaginationConfig=settings):
                    count += 1
                    for key in keys:
                        got.setdefault(key, []).extend(search(page, key))
                    if count > 500:
                        raise RuntimeError('500 pages and no end')
            except ClientError as error:
                self.blame(service, operation, f'pages of {size}: {error}')
                continue
            for key in keys:
                want = search(whole, key)
                if got.get(key, []) != want:
                    self.blame(service, operation, f'{key} in pages differs from the whole: {len(got.get(key, []))} for {len(want)}')
                if size and len(want) > size and count < 2:
                    self.blame(service, operation, f'{len(want)} {key} come in one page of {size}')
            answer = self.send(service, operation, {**plain, token: 'not-a-token'})
            if not isinstance(answer, ClientError):
                self.blame(service, operation, f'{token} "not-a-token" is not refused')


def search(page, key):
    return jmespath.search(key, page) or []


def service_id(client):
    return client.meta.service_model.service_id.hyphenize()


def main(offered_file, verdict_file):
    offered = open(offered_file).read().split()
    judge = Judge(offered)
    cases.run(judge)
    judge.without_required()
    judge.strange_words()
    judge.limits()
    judge.pages()
    cases.destroy(judge)
    json.dump(judge.verdicts, open(verdict_file, 'w'), indent=2)


main(*sys.argv[1:])
