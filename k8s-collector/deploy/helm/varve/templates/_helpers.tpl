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
    "restorepoints", "applications", "transformsets", "blueprints", "blueprintbindings"]
  verbs: ["get", "list", "watch"]
- apiGroups: ["varve.dev"]
  resources: ["protectionpolicies/status", "repositoryrefs/status", "backupruns/status", "restoreplans/status",
    "restoreruns/status", "restorepoints/status", "applications/status"]
  verbs: ["update"]
- apiGroups: ["varve.dev"]
  resources: ["backupruns", "restorepoints", "applications"]
  verbs: ["create", "delete"]
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
