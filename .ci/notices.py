#!/usr/bin/env python3
"""Writes THIRD-PARTY-NOTICES: the crates of the released program, their licences and the texts that they ship."""

import collections, glob, json, os, subprocess, tomllib

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
meta=json.loads(subprocess.check_output(['cargo','metadata','--format-version','1','--locked','--all-features','--filter-platform','x86_64-unknown-linux-gnu']))
pk={p['id']:p for p in meta['packages']}
nodes={n['id']:n for n in meta['resolve']['nodes']}
root=[p['id'] for p in meta['packages'] if p['name']=='mushrif'][0]
seen=set(); todo=[root]
while todo:
    i=todo.pop()
    if i in seen: continue
    seen.add(i)
    for d in nodes[i]['deps']:
        if any(k['kind'] is None for k in d['dep_kinds']): todo.append(d['pkg'])
seen.discard(root)
ps=sorted((pk[i] for i in seen),key=lambda p:(p['name'],p['version']))
out=["Third-party notices","===================","","The released program contains these crates, each under one of the licences named. Their texts follow, each once,","with the crates that ship it. Made by .ci/notices.py from the sources of the crates; `cargo test --test architecture` holds","that the crates are those of Cargo.lock.","","Crates","------",""]
for p in ps: out.append(f"{p['name']} {p['version']}: {p['license'] or 'see its licence file'}, {p['repository'] or 'https://crates.io/crates/'+p['name']}")
# What Cargo.lock has besides: tools of the build, and crates of other systems.
lock=tomllib.load(open('Cargo.lock','rb'))['package']
by=collections.defaultdict(list)
for p in lock: by[p['name']].append(p)
def find(name):
    parts=name.split(' ')
    return next(p for p in by[parts[0]] if len(parts)==1 or p['version']==parts[1])
manifest=tomllib.load(open('Cargo.toml','rb'))
direct=set(manifest['dependencies'])
for target in manifest.get('target',{}).values(): direct|=set(target.get('dependencies',{}))
closure=set(); todo=[find(d) for d in by['mushrif'][0]['dependencies'] if d.split(' ')[0] in direct]
while todo:
    p=todo.pop()
    if (p['name'],p['version']) in closure: continue
    closure.add((p['name'],p['version'])); todo+=[find(d) for d in p.get('dependencies',[])]
others=sorted(closure-{(p['name'],p['version']) for p in ps})
out+=["","Not in the program for Linux: tools of its build, and crates for other systems","-----------------------------------------------------------------------------",""]
out+=[f"{name} {version}" for name,version in others]
texts=collections.OrderedDict()
for p in ps:
    d=os.path.dirname(p['manifest_path'])
    fs=sorted(f for f in glob.glob(d+'/*') if os.path.isfile(f) and os.path.basename(f).upper().split('.')[0].split('-')[0].split('_')[0] in('LICENSE','LICENCE','COPYING','NOTICE','UNLICENSE','COPYRIGHT'))
    for f in fs:
        t=open(f,encoding='utf-8',errors='replace').read().replace('\r\n','\n').strip()
        k=" ".join(t.split())
        texts.setdefault(k,(t,[]))[1].append(f"{p['name']} {p['version']}")
out+=["","Texts","-----"]
for t,names in texts.values():
    out+=["","="*100,", ".join(dict.fromkeys(names)),"="*100,"",t]
open('THIRD-PARTY-NOTICES','w').write("\n".join(l.rstrip() for l in "\n".join(out).split("\n"))+"\n")
print(len(ps),len(texts),os.path.getsize('THIRD-PARTY-NOTICES'))
