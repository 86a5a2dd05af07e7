{{/* What the two policies in operator-confined.yaml have in common. */}}

{{/*
Every write inside a namespace, and of namespaces. One by one, with every subresource: a rule `pods`
does not match `pods/exec`. What the operator has no business with is listed too: a right granted by
mistake stays without effect. Not listed, and so left to RBAC alone: events, leases, the status of
our own resources.
*/}}
{{- define "cityhall.confined.rules" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE, CONNECT]
  resources:
    - namespaces
    - namespaces/finalize
    - namespaces/status
    - resourcequotas
    - resourcequotas/status
    - limitranges
    - serviceaccounts
    - serviceaccounts/token
    - persistentvolumeclaims
    - persistentvolumeclaims/status
    - pods
    - pods/attach
    - pods/binding
    - pods/ephemeralcontainers
    - pods/eviction
    - pods/exec
    - pods/portforward
    - pods/proxy
    - pods/resize
    - pods/status
    - bindings
    - configmaps
    - endpoints
    - podtemplates
    - replicationcontrollers
    - replicationcontrollers/scale
    - secrets
    - services
    - services/proxy
- apiGroups: [rbac.authorization.k8s.io]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [rolebindings, roles]
- apiGroups: [networking.k8s.io]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [networkpolicies, ingresses]
- apiGroups: [apps]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources:
    - daemonsets
    - deployments
    - deployments/scale
    - replicasets
    - replicasets/scale
    - statefulsets
    - statefulsets/scale
- apiGroups: [batch]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [jobs, cronjobs]
- apiGroups: [cityhall.dev]
  apiVersions: [v1alpha1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [departmentviews]
{{- end }}

{{/* What a department's namespace is set up with, besides bindings; without the probe, a pod. */}}
{{- define "cityhall.confined.setUp" -}}
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE, UPDATE]
  resources: [resourcequotas, resourcequotas/status]
- apiGroups: [""]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [limitranges, serviceaccounts, persistentvolumeclaims]
- apiGroups: [networking.k8s.io]
  apiVersions: [v1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [networkpolicies]
- apiGroups: [cityhall.dev]
  apiVersions: [v1alpha1]
  operations: [CREATE, UPDATE, DELETE]
  resources: [departmentviews]
{{- end }}

{{/* CEL: a namespace belongs to no department, whatever its labels; of (list $ NAME). */}}
{{- define "cityhall.confined.reserved" -}}
{{- $name := index . 1 }}
{{- with index . 0 -}}
{{ $name }}.startsWith('kube-') || {{ $name }} in ['default', {{ .Release.Namespace | squote }}
{{- range .Values.policies.reservedNamespaces }}, {{ . | squote }}{{ end }}]
{{- end }}
{{- end }}

{{/* CEL: a binding is to a role that the operator may bind; of (list $ BINDING). */}}
{{- define "cityhall.confined.bindable" -}}
{{- $binding := index . 1 }}
{{- with index . 0 -}}
{{ $binding }}.roleRef.kind == 'ClusterRole' && {{ $binding }}.roleRef.name in [
{{- range $i, $role := include "cityhall.bindable" . | fromYamlArray }}{{ if $i }}, {{ end }}{{ $role | squote }}{{ end -}}
]
{{- end }}
{{- end }}

{{/* CEL: the subjects of a binding are fit for its role; of (list $ BINDING). */}}
{{- define "cityhall.confined.subjects" -}}
{{- $binding := index . 1 }}
{{- with index . 0 -}}
{{ $binding }}.?subjects.orValue([]).all(s, {{ $binding }}.roleRef.name.startsWith('cityhall-operator-')
? s.kind == 'ServiceAccount' && s.name == {{ include "cityhall.operator" . | squote }} && s.?namespace.orValue('') == {{ .Release.Namespace | squote }}
: s.kind == 'ServiceAccount' || !s.name.startsWith('system:'))
{{- end }}
{{- end }}

{{- define "cityhall.confined.variables" -}}
# resource.group/subresource; the core group is left out, as in `kubectl api-resources`.
- name: what
  expression: >-
    request.resource.resource
    + (request.resource.group == '' ? '' : '.' + request.resource.group)
    + (request.?subResource.orValue('') == '' ? '' : '/' + request.subResource)
- name: isNamespace
  expression: variables.what == 'namespaces'
# The namespace that the request is about. dyn: the policy is about many kinds, and has no one type
# that this could be checked against.
- name: place
  expression: >-
    variables.isNamespace ? dyn(request.operation == 'DELETE' ? oldObject : object).metadata.name
    : request.?namespace.orValue('')
- name: reserved
  expression: {{ include "cityhall.confined.reserved" (list . "variables.place") }}
# Words that the messages share.
- name: deed
  expression: "variables.isNamespace ? 'namespace ' + variables.place : variables.what + ' in namespace ' + variables.place"
- name: who
  expression: "'the CityHall operator (' + request.userInfo.username + ')'"
- name: suspect
  expression: "'. The operator itself never asks for this: look in the audit log for who uses its token'"
{{- end }}

{{/* Outside of departments' namespaces or, with "inside" as argument, in them. */}}
{{- define "cityhall.confined.validations" -}}
- expression: >-
    variables.what in ['namespaces', 'rolebindings.rbac.authorization.k8s.io',
    'resourcequotas', 'resourcequotas/status', 'limitranges', 'serviceaccounts',
    'persistentvolumeclaims', 'pods', 'networkpolicies.networking.k8s.io',
    'departmentviews.cityhall.dev']
    {{- if eq . "inside" }} || variables.nudges{{ end }}
  reason: Forbidden
  message: the CityHall operator has no business with this resource
  messageExpression: >-
    variables.who + ' may not ' + request.operation + ' ' + variables.what
    + ': it works with namespaces, rolebindings and what a namespace of a department is set up'
    + ' with
    {{- if eq . "inside" }}, and of replicasets, statefulsets and jobs it may change the annotation'
    + ' cityhall.dev/quota-granted-at and nothing else{{ end }}' + variables.suspect
- expression: "!variables.reserved"
  reason: Forbidden
  message: the CityHall operator may not touch kube-*, default, its own and reserved namespaces
  messageExpression: >-
    variables.who + ' may not ' + request.operation + ' ' + variables.deed
    + ': namespaces kube-*, default, its own and those of the value policies.reservedNamespaces'
    + ' belong to no department. Take the namespace out of the DepartmentTenant that names it,'
    + ' or the label cityhall.dev/department off it'
{{- end }}
