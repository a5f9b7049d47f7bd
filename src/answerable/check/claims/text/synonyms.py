"""Words of public statistics that say one thing with different stems: a text's "died" and a column's "Killed".

What comes in: a word in lower case. What goes out: the word that stands for its group. Never here: endings, tables.

A group holds what a table's header and a sentence may call the same count. Words that two counts of one table are often
told apart by ("injured" and "killed", "arrested" and "charged", "asked" and "answered") are never put together.
"""

from __future__ import annotations

_GROUPS = """
death: die died dies dying dead deaths fatality fatalities killed
dismiss: dismissal dismissals dismissed dismisses sack sacked sacks sacking sackings
employee: employees worker workers workforce staff personnel
person: people persons
pupil: pupils student students schoolchildren
prisoner: prisoners inmate inmates
prison: prisons jail jails gaol gaols
attack: attacks attacked assault assaults assaulted
injury: injuries injured injure hurt wounded
mean: average averages averaged
spend: spends spent spending cost costs expenditure
pay: pays paid payment payments money earn earns earned earnings salary salaries wage wages
response: responses respond responded responds answer answers answered reply replies replied
charge: fee fees
win: won winner winners wins winning
draw: drew drawn draws
lose: lost loss losses loses
exclusion: exclusions excluded exclude excludes expelled expulsions
suspension: suspended suspensions
arrest: arrested arrests
goal: score scored scores goals
week: weekly weeks
hour: hourly hours
day: daily days
month: monthly months
wait: await awaiting waits waiting waited
complaint: complain complained complaints grievance grievances
crime: crimes offence offences
fine: fined fines penalty penalties
child: children youngsters youngster
baby: babies born birth births
marriage: marriages married wedding weddings
spill: spills spilled spilt spilling discharge discharges discharged
car: cars vehicle vehicles
accident: accidents crash crashes collision collisions
house: houses home homes dwelling dwellings property properties
business: businesses firm firms company companies
arrear: arrears owed owing
loan: loans loaned lent lend lends borrowed borrow borrows borrowing
refuse: refused refuses refusal refusals rejected reject rejects rejection rejections
approve: approved approves approval approvals granted
income: incomes revenue revenues takings
vote: votes voted voters polled ballots
waste: rubbish trash garbage
close: closed closes closing closure closures shut
sale: sales sell sold selling
buy: bought purchase purchased purchases
produce: produced production output
theft: thefts stolen steal
population: resident residents inhabitant inhabitants
homeless: homelessness
bed: beds
seat: seats elected elect elects
tonne: tonnes tons ton
visit: visits visited visitor visitors
delay: delays delayed late lateness
ill: sick sickness illness illnesses
apprentice: apprentices apprenticeship apprenticeships trainee trainees
cancel: cancelled cancels cancellation cancellations scrapped axed
"""
SAME = {
    word: head
    for line in _GROUPS.strip().splitlines()
    for head, _, members in [line.partition(": ")]
    for word in (head, *members.split())
}
"""By word: what stands for its group."""
