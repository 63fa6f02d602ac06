{{- define "varve.labels" -}}
app.kubernetes.io/name: varve-controller
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: varve
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "varve.selector" -}}
app.kubernetes.io/name: varve-controller
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "varve.subjects" -}}
- kind: ServiceAccount
  name: varve-controller
  namespace: {{ .Release.Namespace }}
{{- end }}

{{- define "varve.captureRules" -}}
- apiGroups: ["*"]
  resources: ["*"]
  verbs: ["get", "list"]
{{- end }}

{{- define "varve.controllerRules" -}}
- apiGroups: ["varve.dev"]
  resources: ["protectionpolicies", "policypresets", "repositoryrefs", "backupruns", "restoreplans", "restoreruns",
    "restorepoints", "applications", "transformsets", "storageprofiles", "volumetasks", "blueprints", "blueprintbindings"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["varve.dev"]
  resources: ["protectionpolicies/status", "repositoryrefs/status", "backupruns/status", "restoreplans/status",
    "restoreruns/status", "restorepoints/status", "applications/status", "volumetasks/status"]
  verbs: ["update"]
- apiGroups: ["varve.dev"]
  resources: ["backupruns", "restorepoints", "applications"]
  verbs: ["create", "delete"]
- apiGroups: ["varve.dev"]
  resources: ["volumetasks"]
  verbs: ["create"]
- apiGroups: [""]
  resources: ["configmaps"]
  verbs: ["get", "create", "update"]
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["get"]
- apiGroups: [""]
  resources: ["events"]
  verbs: ["get", "create", "patch"]
- apiGroups: [""]
  resources: ["persistentvolumeclaims"]
  verbs: ["list", "watch"]
- apiGroups: ["apps"]
  resources: ["deployments", "statefulsets", "daemonsets"]
  verbs: ["list", "watch"]
{{- end }}

{{- define "varve.impersonationRules" -}}
- apiGroups: [""]
  resources: ["serviceaccounts"]
  verbs: ["impersonate"]
{{- end }}

{{- define "varve.leaseRules" -}}
- apiGroups: ["coordination.k8s.io"]
  resources: ["leases"]
  verbs: ["get", "create", "update", "patch"]
{{- end }}

{{- define "varve.volumeRules" -}}
# What lies outside of namespaces, and snapshots beside the claims of runs that act by the controller's own rights.
- apiGroups: [""]
  resources: ["persistentvolumes"]
  verbs: ["get", "list", "patch"]
- apiGroups: ["snapshot.storage.k8s.io"]
  resources: ["volumesnapshotcontents", "volumesnapshots"]
  verbs: ["get", "list", "create", "patch", "delete"]
- apiGroups: ["snapshot.storage.k8s.io"]
  resources: ["volumesnapshotclasses"]
  verbs: ["list"]
- apiGroups: ["storage.k8s.io"]
  resources: ["storageclasses"]
  verbs: ["get"]
# Its own marks are looked for in all namespaces; movers beside claims that nobody waits for are ended.
- apiGroups: [""]
  resources: ["persistentvolumeclaims"]
  verbs: ["get", "list"]
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["get", "list", "delete"]
- apiGroups: ["apps"]
  resources: ["deployments", "statefulsets", "replicasets"]
  verbs: ["list"]
- apiGroups: ["batch"]
  resources: ["cronjobs"]
  verbs: ["list"]
- apiGroups: ["groupsnapshot.storage.k8s.io"]
  resources: ["volumegroupsnapshots"]
  verbs: ["list"]
# Whom movers may ask which blocks of a snapshot changed.
- apiGroups: ["cbt.storage.k8s.io"]
  resources: ["snapshotmetadataservices"]
  verbs: ["get"]
{{- end }}

{{- define "varve.moverRules" -}}
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["get", "list", "create", "delete"]
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
- apiGroups: [""]
  resources: ["persistentvolumeclaims"]
  verbs: ["get", "list", "create", "patch", "delete"]
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["get", "list", "create", "patch", "delete"]
- apiGroups: [""]
  resources: ["serviceaccounts"]
  verbs: ["get"]
{{- end }}

{{- define "varve.moves" -}}
{{- if and .Values.movers.enabled (eq .Values.scope "cluster") }}yes{{ end }}
{{- end }}
