{{/* Names that the operator, its policies and the documentation rely on: never by release name. */}}
{{- define "cityhall.operator" -}}
cityhall-operator
{{- end }}

{{/* The operator's identity as the API server sees it. */}}
{{- define "cityhall.identity" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "cityhall.operator" . }}
{{- end }}

{{/* The ClusterRoles that the operator may bind, and no others: RBAC and policy read this list. */}}
{{- define "cityhall.bindable" -}}
- cityhall-tenant-owner
- cityhall-tenant-developer
- cityhall-tenant-viewer
- cityhall-tenant-auditor
- cityhall-operator-in-tenant
- cityhall-operator-offboarding
{{- end }}

{{- define "cityhall.labels" -}}
{{ include "cityhall.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: cityhall
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end }}

{{- define "cityhall.selector" -}}
app.kubernetes.io/name: {{ include "cityhall.operator" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* repository:tag, or repository@digest where a digest is given. */}}
{{- define "cityhall.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}
