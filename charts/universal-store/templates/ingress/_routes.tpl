{{/*
Which paths reach which Service; the higher priority wins. Probe paths are never routed: what they tell is for the
kubelet, and they cost a database query each.
*/}}
{{- define "universal-store.routes" -}}
{{- if eq .Values.engine "medusa" -}}
- service: server
  priority: 20
  match: PathRegexp(`^/(admin|app|auth|store|hooks|static|uploads)(/|$)`)
- service: storefront
  priority: 10
  match: '!PathRegexp(`^/+(healthz|readyz)/*$`)'
{{- else -}}
- service: server
  priority: 10
  match: '!PathRegexp(`^/+((healthz|xmlrpc|wp-cron)\.php|livez\.txt)`)'
{{- end }}
{{- end }}
