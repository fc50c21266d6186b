#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "output/results/layout.hpp"

namespace jingchu::output::detail {

// Rows that have names, brought into one table. A case is a scenario, one that is conditioned, or one that is compared: it may lack a name that another has.

/// The names of the rows of `list` in every case.
template <class Case, class Row>
JointNames join(const std::vector<Case>& cases, std::vector<Row> Case::*list, std::string Row::*name, std::string_view what) {
  std::vector<std::vector<std::string>> lists;
  for (const Case& one : cases) {
    auto& names = lists.emplace_back();
    for (const Row& row : one.*list) names.push_back(row.*name);
  }
  return join_names(lists, what);
}

/// The row that a case has for a name; null where it lacks the name.
template <class Case, class Row>
const Row* row_of(const std::vector<Case>& cases, const JointNames& joint, std::vector<Row> Case::*list, std::size_t c, std::size_t name) {
  const std::int32_t row = joint.row(c, name);
  return row < 0 ? nullptr : &(cases[c].*list)[static_cast<std::size_t>(row)];
}

/// One value for each case and name, `absent` where the case lacks it.
template <class Value, class Case, class Row, class Member>
std::vector<Value> gather(const std::vector<Case>& cases, const JointNames& joint, std::vector<Row> Case::*list, Value absent, Member member) {
  std::vector<Value> values;
  values.reserve(joint.rows.size());
  for (std::size_t c = 0; c < cases.size(); ++c)
    for (std::size_t i = 0; i < joint.names.size(); ++i) {
      const Row* const row = row_of(cases, joint, list, c, i);
      values.push_back(row == nullptr ? absent : Value(row->*member));
    }
  return values;
}

/// As many values for each case and name as `length` says, those that are not there NaN.
template <class Case, class Row>
std::vector<double> gather_lists(const std::vector<Case>& cases, const JointNames& joint, std::vector<Row> Case::*list, std::size_t length, std::vector<double> Row::*member) {
  std::vector<double> values;
  for (std::size_t c = 0; c < cases.size(); ++c)
    for (std::size_t i = 0; i < joint.names.size(); ++i) {
      const Row* const row = row_of(cases, joint, list, c, i);
      std::vector<double> own;
      if (row != nullptr) own = row->*member;
      own.resize(length, std::numeric_limits<double>::quiet_NaN());
      values.insert(values.end(), own.begin(), own.end());
    }
  return values;
}

}  // namespace jingchu::output::detail
