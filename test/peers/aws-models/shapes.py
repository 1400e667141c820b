"""Holds raw answers against the shapes of a service model: names, types, enums, required members."""
import base64
import re
import xml.etree.ElementTree as ET

ISO = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')


def problems_of_json(shape, value, at='$'):
    """What is wrong with a JSON value, by its shape; strings, one a problem."""
    kind = shape.type_name
    if value is None:
        return []
    if kind == 'structure':
        if not isinstance(value, dict):
            return [f'{at} is {value!r}, not an object']
        known = {m.serialization.get('name', n): m for n, m in shape.members.items()}
        found = [f'{at}.{key} is not in {shape.name}' for key in value if key not in known]
        for name in shape.required_members:
            member = shape.members[name]
            if member.serialization.get('location') in (None, 'body'):
                wire = member.serialization.get('name', name)
                if value.get(wire) is None:
                    found.append(f'{at}.{wire} is required in {shape.name}')
        for key, member in known.items():
            if key in value:
                found += problems_of_json(member, value[key], f'{at}.{key}')
        return found
    if kind == 'list':
        if not isinstance(value, list):
            return [f'{at} is {value!r}, not a list']
        return [p for i, v in enumerate(value) for p in problems_of_json(shape.member, v, f'{at}[{i}]')]
    if kind == 'map':
        if not isinstance(value, dict):
            return [f'{at} is {value!r}, not a map']
        return [p for k, v in value.items() for p in problems_of_json(shape.value, v, f'{at}[{k}]')]
    return problems_of_scalar(shape, value, at, json=True)


def problems_of_scalar(shape, value, at, json):
    kind = shape.type_name
    if kind == 'string':
        if not isinstance(value, str):
            return [f'{at} is {value!r}, not a string']
        if shape.enum and value not in shape.enum:
            return [f'{at} is {value!r}, none of {shape.enum}']
        return []
    if kind == 'boolean':
        good = isinstance(value, bool) if json else value in ('true', 'false')
        return [] if good else [f'{at} is {value!r}, not a boolean']
    if kind in ('integer', 'long'):
        good = isinstance(value, int) and not isinstance(value, bool) if json else re.fullmatch(r'-?\d+', value)
        return [] if good else [f'{at} is {value!r}, not a whole number']
    if kind in ('float', 'double'):
        good = isinstance(value, (int, float)) if json else re.fullmatch(r'-?\d+(\.\d+)?(e-?\d+)?', value, re.I)
        return [] if good else [f'{at} is {value!r}, not a number']
    if kind == 'timestamp':
        form = shape.serialization.get('timestampFormat') or ('unixTimestamp' if json else 'iso8601')
        if form == 'unixTimestamp':
            return [] if isinstance(value, (int, float)) else [f'{at} is {value!r}, not seconds since 1970']
        return [] if isinstance(value, str) and ISO.match(value) else [f'{at} is {value!r}, not ISO 8601']
    if kind == 'blob':
        try:
            base64.b64decode(value, validate=True)
            return []
        except Exception:
            return [f'{at} is not base64']
    return [f'{at}: the judge does not know the type {kind}']


def strip(tag):
    return tag.split('}', 1)[-1]


def problems_of_xml(shape, node, at, ec2):
    """What is wrong with an XML element, by its shape."""
    kind = shape.type_name
    if kind == 'structure':
        known = {wire_name(n, m, ec2): m for n, m in shape.members.items()}
        found = []
        groups = {}
        for child in node:
            groups.setdefault(strip(child.tag), []).append(child)
        for tag, children in groups.items():
            member = known.get(tag)
            if member is None:
                found.append(f'{at}.{tag} is not in {shape.name}')
                continue
            flat = member.type_name in ('list', 'map') and member.serialization.get('flattened')
            if len(children) > 1 and not flat:
                found.append(f'{at}.{tag} is there {len(children)} times')
            if flat:
                for i, child in enumerate(children):
                    found += problems_of_xml(member.member, child, f'{at}.{tag}[{i}]', ec2)
            else:
                found += problems_of_xml(member, children[0], f'{at}.{tag}', ec2)
        for name in shape.required_members:
            tag = wire_name(name, shape.members[name], ec2)
            if tag not in groups:
                found.append(f'{at}.{tag} is required in {shape.name}')
        return found
    if kind == 'list':
        want = shape.member.serialization.get('name', 'member')
        found = []
        for i, child in enumerate(node):
            if strip(child.tag) != want:
                found.append(f'{at}[{i}] is in <{strip(child.tag)}>, wanted <{want}>')
            found += problems_of_xml(shape.member, child, f'{at}[{i}]', ec2)
        return found
    if kind == 'map':
        return []
    if len(node):
        return [f'{at} holds elements, wanted a {kind}']
    return problems_of_scalar(shape, node.text or '', at, json=False)


def wire_name(name, member, ec2):
    """Of a structure's member in an answer; flattened lists are named by the member."""
    return member.serialization.get('name', name)


def xml(body):
    return ET.fromstring(body)
