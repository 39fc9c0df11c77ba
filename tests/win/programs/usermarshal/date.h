/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef DATE_H
#define DATE_H

/* How the program sees a date. */
typedef struct
{
    int nYear;
    int nMonth;
    int nDay;
} DATE_TYPE;

#endif
