-- Health of DepartmentTenant, ResourceQuota and City of the group cityhall.dev.
-- Argo CD gives the resource as `obj`; without this script it calls every resource Healthy.
local function answer(status, message)
  return { status = status, message = message }
end

local status = obj.status
if status == nil or status.conditions == nil or status.observedGeneration ~= obj.metadata.generation then
  return answer("Progressing", "the operator has not seen this version yet")
end

local condition = {}
for _, each in ipairs(status.conditions) do
  condition[each.type] = each
end

-- Stalled: stays as it is until a person changes something.
if condition.Stalled ~= nil and condition.Stalled.status == "True" then
  return answer("Degraded", condition.Stalled.message)
end
-- Suspended departments are Ready too: an order that was carried out must not hold up a sync.
if condition.Ready ~= nil and condition.Ready.status == "True" then
  return answer("Healthy", condition.Ready.message)
end
if condition.Ready ~= nil then
  return answer("Progressing", condition.Ready.message)
end
return answer("Progressing", "the operator has not judged this yet")
