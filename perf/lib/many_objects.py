"""Makes many objects on a cluster for tests.

many_objects.py KUBECONFIG make NAMESPACE COUNT | change NAMESPACE | drop NAMESPACE     ConfigMaps in one namespace
many_objects.py KUBECONFIG spread|empty|gather NAME COUNT     COUNT namespaces, a ConfigMap in each; made, without it, deleted
"""
import concurrent.futures
import http.client
import json
import random
import re
import ssl
import sys
import threading
import urllib.parse

LARGE_BYTES = 200 << 10

text = open(sys.argv[1]).read()


def setting(name):
    return re.search(name + r':\s*"?([^",}\s]+)', text).group(1)


server = urllib.parse.urlparse(setting("server"))
context = ssl.create_default_context(cafile=setting("certificate-authority"))
local = threading.local()


def call(method, path, body=None):
    if not hasattr(local, "connection"):
        local.connection = http.client.HTTPSConnection(server.hostname, server.port, context=context, timeout=60)
    headers = {"Authorization": "Bearer " + setting("token"), "User-Agent": "varve-acceptance", "Content-Type":
               "application/merge-patch+json" if method == "PATCH" else "application/json"}
    local.connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = local.connection.getresponse()
    answer = response.read()
    if response.status >= 300 and not (method == "DELETE" and response.status == 404):
        raise SystemExit("%s %s: %d %s" % (method, path, response.status, answer[:300]))


def make(namespace, number):
    size = LARGE_BYTES if number % 10 == 0 else 300
    value = random.Random(number).randbytes(size * 3 // 8).hex()
    call("POST", "/api/v1/namespaces/%s/configmaps" % namespace,
         {"metadata": {"name": "object-%06d" % number}, "data": {"value": value}})


def spread(namespace):
    call("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    call("POST", "/api/v1/namespaces/%s/configmaps" % namespace, {"metadata": {"name": "settings"}, "data": {"of": namespace}})


def empty(namespace):
    call("DELETE", "/api/v1/namespaces/%s/configmaps/settings" % namespace)


def gather(namespace):
    call("DELETE", "/api/v1/namespaces/" + namespace)


def all_of(work, arguments):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, *each) for each in arguments]:
            done.result()


verb, namespace = sys.argv[2], sys.argv[3]
if verb == "make":
    call("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
    all_of(make, [(namespace, number) for number in range(int(sys.argv[4]))])
elif verb in ("spread", "empty", "gather"):
    all_of({"spread": spread, "empty": empty, "gather": gather}[verb],
           [("%s-%04d" % (namespace, number),) for number in range(int(sys.argv[4]))])
elif verb == "change":
    value = random.Random(-1).randbytes(LARGE_BYTES * 3 // 8).hex()
    call("PATCH", "/api/v1/namespaces/%s/configmaps/object-000000" % namespace, {"data": {"value": value}})
else:
    call("DELETE", "/api/v1/namespaces/" + namespace)
