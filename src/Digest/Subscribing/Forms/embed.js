(d=>{const action=$ACTION,token=$TOKEN,start=Date.now(),
set=(e,o)=>{for(const k in o)e.setAttribute(k,o[k]);return e},
make=(n,o)=>set(d.createElement(n),o),
enhance=f=>{
if(f.dataset.digest)return
f.dataset.digest=1
const hide=(name,value)=>{const i=make("input",{type:"hidden",name,value});f.append(i);return i},
t=hide("form_token",token),
field=f.querySelector("[type=email]")||f.querySelector("input:not([type=hidden])"),
says=field.getAttribute("aria-describedby")||"",
wrong=make("span",{role:"alert",id:"digest-"+Math.random().toString(36).slice(2)})
wrong.style.display="block"
field.after(wrong)
if(!f.querySelector("[name=time_zone]"))hide("time_zone",Intl.DateTimeFormat().resolvedOptions().timeZone||"")
let busy
f.addEventListener("submit",e=>{
e.preventDefault()
if(busy)return
busy=1
set(f,{"aria-busy":true})
const age=Date.now()-start
t.disabled=age>8e7
setTimeout(async()=>{
let r,j
wrong.textContent=""
field.removeAttribute("aria-invalid")
set(field,{"aria-describedby":says})
try{
const o={}
for(const[k,v]of new FormData(f))o[k]=k in o?[].concat(o[k],v):v
r=await fetch(f.getAttribute("action"),{method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify(o)})
j=await r.json()
}catch{r=0}
busy=0
f.removeAttribute("aria-busy")
if(!r)return HTMLFormElement.prototype.submit.call(f)
if(r.ok){
const p=make("div",{role:"status",tabindex:-1})
j.hint?f.before(p):f.replaceWith(p)
p.textContent=j.message+" "+(j.hint||"")
p.focus()
}else{
const s=j.errors
wrong.textContent=s?s.email||Object.values(s)[0]:j.message
if(s)set(field,{"aria-invalid":true,"aria-describedby":says+" "+wrong.id})
field.focus()
}
},Math.max(0,2100-age))
})
},
go=()=>d.querySelectorAll(`form[action^="${action}"]`).forEach(enhance)
d.readyState=="loading"?d.addEventListener("DOMContentLoaded",go):go()
})(document)
