/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * RasGetCountryInfo(): countries and their dialling codes. An identifier is the code, except where
 * countries share one. The names are ASCII; the rows rise by identifier.
 */

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#include "ras/field.h"

typedef struct
{
  DWORD id;
  DWORD code;
  const char *name;
} Country;

static const Country countries[] = {
  { 1, 1, "United States" },
  { 7, 7, "Russia" },
  { 20, 20, "Egypt" },
  { 27, 27, "South Africa" },
  { 30, 30, "Greece" },
  { 31, 31, "Netherlands" },
  { 32, 32, "Belgium" },
  { 33, 33, "France" },
  { 34, 34, "Spain" },
  { 36, 36, "Hungary" },
  { 39, 39, "Italy" },
  { 40, 40, "Romania" },
  { 41, 41, "Switzerland" },
  { 43, 43, "Austria" },
  { 44, 44, "United Kingdom" },
  { 45, 45, "Denmark" },
  { 46, 46, "Sweden" },
  { 47, 47, "Norway" },
  { 48, 48, "Poland" },
  { 49, 49, "Germany" },
  { 51, 51, "Peru" },
  { 52, 52, "Mexico" },
  { 53, 53, "Cuba" },
  { 54, 54, "Argentina" },
  { 55, 55, "Brazil" },
  { 56, 56, "Chile" },
  { 57, 57, "Colombia" },
  { 58, 58, "Venezuela" },
  { 60, 60, "Malaysia" },
  { 61, 61, "Australia" },
  { 62, 62, "Indonesia" },
  { 63, 63, "Philippines" },
  { 64, 64, "New Zealand" },
  { 65, 65, "Singapore" },
  { 66, 66, "Thailand" },
  { 81, 81, "Japan" },
  { 82, 82, "South Korea" },
  { 84, 84, "Vietnam" },
  { 86, 86, "China" },
  { 90, 90, "Turkey" },
  { 91, 91, "India" },
  { 92, 92, "Pakistan" },
  { 93, 93, "Afghanistan" },
  { 94, 94, "Sri Lanka" },
  { 95, 95, "Myanmar" },
  { 98, 98, "Iran" },
  { 101, 1, "Anguilla" },
  { 102, 1, "Antigua and Barbuda" },
  { 103, 1, "Bahamas" },
  { 104, 1, "Barbados" },
  { 105, 1, "Bermuda" },
  { 106, 1, "British Virgin Islands" },
  { 107, 1, "Canada" },
  { 108, 1, "Cayman Islands" },
  { 109, 1, "Dominica" },
  { 110, 1, "Dominican Republic" },
  { 111, 1, "Grenada" },
  { 112, 1, "Jamaica" },
  { 113, 1, "Montserrat" },
  { 115, 1, "Saint Kitts and Nevis" },
  { 116, 1, "Saint Vincent and the Grenadines" },
  { 117, 1, "Trinidad and Tobago" },
  { 118, 1, "Turks and Caicos Islands" },
  { 121, 1, "Puerto Rico" },
  { 122, 1, "Saint Lucia" },
  { 123, 1, "United States Virgin Islands" },
  { 124, 1, "Guam" },
  { 211, 211, "South Sudan" },
  { 212, 212, "Morocco" },
  { 213, 213, "Algeria" },
  { 216, 216, "Tunisia" },
  { 218, 218, "Libya" },
  { 220, 220, "Gambia" },
  { 221, 221, "Senegal" },
  { 222, 222, "Mauritania" },
  { 223, 223, "Mali" },
  { 224, 224, "Guinea" },
  { 225, 225, "Ivory Coast" },
  { 226, 226, "Burkina Faso" },
  { 227, 227, "Niger" },
  { 228, 228, "Togo" },
  { 229, 229, "Benin" },
  { 230, 230, "Mauritius" },
  { 231, 231, "Liberia" },
  { 232, 232, "Sierra Leone" },
  { 233, 233, "Ghana" },
  { 234, 234, "Nigeria" },
  { 235, 235, "Chad" },
  { 236, 236, "Central African Republic" },
  { 237, 237, "Cameroon" },
  { 238, 238, "Cape Verde" },
  { 239, 239, "Sao Tome and Principe" },
  { 240, 240, "Equatorial Guinea" },
  { 241, 241, "Gabon" },
  { 242, 242, "Congo" },
  { 243, 243, "Democratic Republic of the Congo" },
  { 244, 244, "Angola" },
  { 245, 245, "Guinea-Bissau" },
  { 246, 246, "Diego Garcia" },
  { 248, 248, "Seychelles" },
  { 249, 249, "Sudan" },
  { 250, 250, "Rwanda" },
  { 251, 251, "Ethiopia" },
  { 252, 252, "Somalia" },
  { 253, 253, "Djibouti" },
  { 254, 254, "Kenya" },
  { 255, 255, "Tanzania" },
  { 256, 256, "Uganda" },
  { 257, 257, "Burundi" },
  { 258, 258, "Mozambique" },
  { 260, 260, "Zambia" },
  { 261, 261, "Madagascar" },
  { 262, 262, "Reunion" },
  { 263, 263, "Zimbabwe" },
  { 264, 264, "Namibia" },
  { 265, 265, "Malawi" },
  { 266, 266, "Lesotho" },
  { 267, 267, "Botswana" },
  { 268, 268, "Eswatini" },
  { 269, 269, "Comoros" },
  { 290, 290, "Saint Helena" },
  { 291, 291, "Eritrea" },
  { 297, 297, "Aruba" },
  { 298, 298, "Faroe Islands" },
  { 299, 299, "Greenland" },
  { 350, 350, "Gibraltar" },
  { 351, 351, "Portugal" },
  { 352, 352, "Luxembourg" },
  { 353, 353, "Ireland" },
  { 354, 354, "Iceland" },
  { 355, 355, "Albania" },
  { 356, 356, "Malta" },
  { 357, 357, "Cyprus" },
  { 358, 358, "Finland" },
  { 359, 359, "Bulgaria" },
  { 370, 370, "Lithuania" },
  { 371, 371, "Latvia" },
  { 372, 372, "Estonia" },
  { 373, 373, "Moldova" },
  { 374, 374, "Armenia" },
  { 375, 375, "Belarus" },
  { 376, 376, "Andorra" },
  { 377, 377, "Monaco" },
  { 378, 378, "San Marino" },
  { 380, 380, "Ukraine" },
  { 381, 381, "Serbia" },
  { 382, 382, "Montenegro" },
  { 383, 383, "Kosovo" },
  { 385, 385, "Croatia" },
  { 386, 386, "Slovenia" },
  { 387, 387, "Bosnia and Herzegovina" },
  { 389, 389, "North Macedonia" },
  { 420, 420, "Czech Republic" },
  { 421, 421, "Slovakia" },
  { 423, 423, "Liechtenstein" },
  { 500, 500, "Falkland Islands" },
  { 501, 501, "Belize" },
  { 502, 502, "Guatemala" },
  { 503, 503, "El Salvador" },
  { 504, 504, "Honduras" },
  { 505, 505, "Nicaragua" },
  { 506, 506, "Costa Rica" },
  { 507, 507, "Panama" },
  { 508, 508, "Saint Pierre and Miquelon" },
  { 509, 509, "Haiti" },
  { 590, 590, "Guadeloupe" },
  { 591, 591, "Bolivia" },
  { 592, 592, "Guyana" },
  { 593, 593, "Ecuador" },
  { 594, 594, "French Guiana" },
  { 595, 595, "Paraguay" },
  { 596, 596, "Martinique" },
  { 597, 597, "Suriname" },
  { 598, 598, "Uruguay" },
  { 670, 670, "East Timor" },
  { 673, 673, "Brunei" },
  { 674, 674, "Nauru" },
  { 675, 675, "Papua New Guinea" },
  { 676, 676, "Tonga" },
  { 677, 677, "Solomon Islands" },
  { 678, 678, "Vanuatu" },
  { 679, 679, "Fiji" },
  { 680, 680, "Palau" },
  { 681, 681, "Wallis and Futuna" },
  { 682, 682, "Cook Islands" },
  { 683, 683, "Niue" },
  { 685, 685, "Samoa" },
  { 686, 686, "Kiribati" },
  { 687, 687, "New Caledonia" },
  { 688, 688, "Tuvalu" },
  { 689, 689, "French Polynesia" },
  { 690, 690, "Tokelau" },
  { 691, 691, "Micronesia" },
  { 692, 692, "Marshall Islands" },
  { 705, 7, "Kazakhstan" },
  { 850, 850, "North Korea" },
  { 852, 852, "Hong Kong" },
  { 853, 853, "Macao" },
  { 855, 855, "Cambodia" },
  { 856, 856, "Laos" },
  { 880, 880, "Bangladesh" },
  { 886, 886, "Taiwan" },
  { 960, 960, "Maldives" },
  { 961, 961, "Lebanon" },
  { 962, 962, "Jordan" },
  { 963, 963, "Syria" },
  { 964, 964, "Iraq" },
  { 965, 965, "Kuwait" },
  { 966, 966, "Saudi Arabia" },
  { 967, 967, "Yemen" },
  { 968, 968, "Oman" },
  { 970, 970, "Palestine" },
  { 971, 971, "United Arab Emirates" },
  { 972, 972, "Israel" },
  { 973, 973, "Bahrain" },
  { 974, 974, "Qatar" },
  { 975, 975, "Bhutan" },
  { 976, 976, "Mongolia" },
  { 977, 977, "Nepal" },
  { 992, 992, "Tajikistan" },
  { 993, 993, "Turkmenistan" },
  { 994, 994, "Azerbaijan" },
  { 995, 995, "Georgia" },
  { 996, 996, "Kyrgyzstan" },
  { 998, 998, "Uzbekistan" },
};

static const Country *
find (DWORD id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (countries); i++)
    if (countries[i].id == id)
      return &countries[i];
  return NULL;
}

static DWORD
id_after (const Country *country)
{
  const Country *next = country + 1;

  return next < countries + G_N_ELEMENTS (countries) ? next->id : 0;
}

static DWORD
get_info (gboolean wide, RASCTRYINFO *info, DWORD *size)
{
  const Country *country;
  gsize characters;
  DWORD room, needed;

  if (info == NULL || size == NULL)
    return ERROR_INVALID_PARAMETER;
  if (*size < sizeof *info)
    {
      *size = sizeof *info;
      return ERROR_BUFFER_TOO_SMALL;
    }
  if (info->dwSize != sizeof *info)
    return ERROR_INVALID_SIZE;
  country = find (info->dwCountryID);
  if (country == NULL)
    return ERROR_INVALID_PARAMETER;
  characters = strlen (country->name) + 1;
  needed = (DWORD) (sizeof *info + characters * (wide ? sizeof (WCHAR) : sizeof (char)));
  room = *size;
  *size = needed;
  if (room < needed)
    return ERROR_BUFFER_TOO_SMALL;
  info->dwNextCountryID = id_after (country);
  info->dwCountryCode = country->code;
  info->dwCountryNameOffset = sizeof *info;
  beck_ras_field_put (wide, info + 1, characters, country->name);
  return ERROR_SUCCESS;
}

DWORD
RasGetCountryInfoA (LPRASCTRYINFOA country, LPDWORD size)
{
  return get_info (FALSE, country, size);
}

DWORD
RasGetCountryInfoW (LPRASCTRYINFOW country, LPDWORD size)
{
  return get_info (TRUE, country, size);
}
